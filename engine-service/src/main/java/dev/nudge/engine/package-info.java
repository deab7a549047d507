/** Placeholder of the first build. */
@NullMarked
package dev.nudge.engine;

import org.jspecify.annotations.NullMarked;
