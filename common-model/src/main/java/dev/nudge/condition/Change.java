package dev.nudge.condition;

import org.jspecify.annotations.Nullable;

/** A field's value before and after an event; null where it had none. */
public record Change(@Nullable Object from, @Nullable Object to) {}
