package dev.nudge.condition;

import org.jspecify.annotations.Nullable;

/**
 * A field's value before and after an event; null where the field had no value.
 *
 * @param isFromCut the value before was too large to be remembered, and only its beginning was kept (S10)
 * @param isToCut likewise the value after
 */
public record Change(@Nullable Object from, @Nullable Object to, boolean isFromCut, boolean isToCut) {

    /** The change of a part of a value that was not kept: it may have changed or not. */
    public static final Change UNKNOWN = new Change(null, null, true, true);

    public Change(@Nullable Object from, @Nullable Object to) {
        this(from, to, false, false);
    }
}
