/** Timers in memory, and the alarm clock that wakes them. */
@NullMarked
package dev.nudge.engine.timer;

import org.jspecify.annotations.NullMarked;
