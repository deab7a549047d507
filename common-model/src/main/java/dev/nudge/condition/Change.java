package dev.nudge.condition;

import org.jspecify.annotations.Nullable;

/** A field's value before and after an event; null where the field had no value. */
public record Change(@Nullable Object from, @Nullable Object to) {}
