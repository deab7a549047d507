/** Waiting runs come due: the near future in memory, one alarm per partition. */
@NullMarked
package dev.nudge.engine.timer;

import org.jspecify.annotations.NullMarked;
