@NullMarked
package dev.nudge.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;
