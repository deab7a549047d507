/** Authentication: reads and verifies the bearer token. */
@NullMarked
package dev.nudge.api.security;

import org.jspecify.annotations.NullMarked;
