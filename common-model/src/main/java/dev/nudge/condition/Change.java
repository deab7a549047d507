package dev.nudge.condition;

import org.jspecify.annotations.Nullable;

/**
 * A field's value before and after an event; null where the field had no value.
 *
 * @param isCut of values that were too large to be remembered, only a part was kept (S10)
 */
public record Change(@Nullable Object from, @Nullable Object to, boolean isCut) {

    public Change(@Nullable Object from, @Nullable Object to) {
        this(from, to, false);
    }
}
