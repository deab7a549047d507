/** Who calls: the bearer token, read and checked. */
@NullMarked
package dev.nudge.api.security;

import org.jspecify.annotations.NullMarked;
