/** Load programs: what the engine does beside what its broker and its store can do. */
@NullMarked
package dev.nudge.benchmarks;

import org.jspecify.annotations.NullMarked;
