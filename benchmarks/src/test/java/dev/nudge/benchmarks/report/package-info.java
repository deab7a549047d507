@NullMarked
package dev.nudge.benchmarks.report;

import org.jspecify.annotations.NullMarked;
