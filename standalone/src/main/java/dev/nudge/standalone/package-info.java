/** The API, the engine, the broker and the store in one process, for evaluation and tests. */
@NullMarked
package dev.nudge.standalone;

import org.jspecify.annotations.NullMarked;
