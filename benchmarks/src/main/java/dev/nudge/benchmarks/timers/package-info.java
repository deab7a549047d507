/** Durable timers: those of Nudge, and libraries that keep timers in PostgreSQL, each behind the same interface. */
@NullMarked
package dev.nudge.benchmarks.timers;

import org.jspecify.annotations.NullMarked;
