/** {@code /api/health/summary}: whether Nudge keeps up, and what needs a person. */
@NullMarked
package dev.nudge.api.health;

import org.jspecify.annotations.NullMarked;
