/** The processes that the commands start. */
@NullMarked
package dev.nudge.benchmarks.process;

import org.jspecify.annotations.NullMarked;
