/** Limits the requests of an organization. */
@NullMarked
package dev.nudge.api.ratelimit;

import org.jspecify.annotations.NullMarked;
