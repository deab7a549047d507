/** Messages go out, and come back as events. */
@NullMarked
package dev.nudge.engine.delivery;

import org.jspecify.annotations.NullMarked;
