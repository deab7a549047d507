@NullMarked
package dev.nudge.benchmarks.environment;

import org.jspecify.annotations.NullMarked;
