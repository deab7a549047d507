/** How many requests an organization may make. */
@NullMarked
package dev.nudge.api.ratelimit;

import org.jspecify.annotations.NullMarked;
