/** Tests of the limits on an organization's requests. */
@NullMarked
package dev.nudge.api.ratelimit;

import org.jspecify.annotations.NullMarked;
