/** The broker, the database and the engine of a measurement, and waiting for them. */
@NullMarked
package dev.nudge.benchmarks.environment;

import org.jspecify.annotations.NullMarked;
