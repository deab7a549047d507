/** Traces: what is recorded of the way of an event, from its producer to the provider that gets its message. */
@NullMarked
package dev.nudge.infrastructure.tracing;

import org.jspecify.annotations.NullMarked;
