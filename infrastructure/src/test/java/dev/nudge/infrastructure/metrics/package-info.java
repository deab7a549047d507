/** What the metrics of both services have in common. */
@NullMarked
package dev.nudge.infrastructure.metrics;

import org.jspecify.annotations.NullMarked;
