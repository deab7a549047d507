/** The metrics of the engine. */
@NullMarked
package dev.nudge.engine.metrics;

import org.jspecify.annotations.NullMarked;
