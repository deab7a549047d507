/** The commands: each compares Nudge with other products or with its limits. */
@NullMarked
package dev.nudge.benchmarks;

import org.jspecify.annotations.NullMarked;
