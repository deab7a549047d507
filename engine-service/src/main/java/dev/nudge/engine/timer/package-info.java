/** Timers of waiting runs: the near future in memory, and one wake-up per partition. */
@NullMarked
package dev.nudge.engine.timer;

import org.jspecify.annotations.NullMarked;
