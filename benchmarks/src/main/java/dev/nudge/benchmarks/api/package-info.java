/** The API of a measurement, and what its calls are compared with. */
@NullMarked
package dev.nudge.benchmarks.api;

import org.jspecify.annotations.NullMarked;
