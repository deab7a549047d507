/** Placeholder of the first build. */
@NullMarked
package dev.nudge.api;

import org.jspecify.annotations.NullMarked;
