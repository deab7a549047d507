/** The records that the engine reads and appends, and the handling of those that cannot be processed. */
@NullMarked
package dev.nudge.engine.record;

import org.jspecify.annotations.NullMarked;
