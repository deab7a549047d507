/** Processes a POST with an {@code Idempotency-Key} once and returns the same response to each repetition. */
@NullMarked
package dev.nudge.api.idempotency;

import org.jspecify.annotations.NullMarked;
