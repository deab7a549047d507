/** A private PostgreSQL server for contenders that keep their state in one. */
@NullMarked
package dev.nudge.benchmarks.postgres;

import org.jspecify.annotations.NullMarked;
