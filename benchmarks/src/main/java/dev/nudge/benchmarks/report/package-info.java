/** Samples of measurements, and the tables and plots of {@code docs/benchmarks.md} that are made of them. */
@NullMarked
package dev.nudge.benchmarks.report;

import org.jspecify.annotations.NullMarked;
