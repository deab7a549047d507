/** Timers in memory, and the scheduler that wakes them up. */
@NullMarked
package dev.nudge.engine.timer;

import org.jspecify.annotations.NullMarked;
