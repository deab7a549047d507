@NullMarked
package dev.nudge.benchmarks;

import org.jspecify.annotations.NullMarked;
