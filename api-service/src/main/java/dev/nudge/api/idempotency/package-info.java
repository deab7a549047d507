/** A POST that is sent again under its {@code Idempotency-Key} is answered again and done once. */
@NullMarked
package dev.nudge.api.idempotency;

import org.jspecify.annotations.NullMarked;
