/** The processes that load programs start. */
@NullMarked
package dev.nudge.benchmarks.process;

import org.jspecify.annotations.NullMarked;
