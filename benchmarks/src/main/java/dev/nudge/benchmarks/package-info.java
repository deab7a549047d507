/** Load programs that compare the engine and the API with the limits of their broker and store. */
@NullMarked
package dev.nudge.benchmarks;

import org.jspecify.annotations.NullMarked;
