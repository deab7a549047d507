/** The records that the engine reads and appends, and what becomes of one that cannot be processed. */
@NullMarked
package dev.nudge.engine.record;

import org.jspecify.annotations.NullMarked;
