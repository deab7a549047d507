/** The systems that {@link dev.nudge.benchmarks.Pipeline} compares: from the event of a lead to the message. */
@NullMarked
package dev.nudge.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
