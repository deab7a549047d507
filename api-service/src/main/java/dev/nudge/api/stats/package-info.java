/** {@code /api/stats}: numbers of decisions and messages over time. */
@NullMarked
package dev.nudge.api.stats;

import org.jspecify.annotations.NullMarked;
