package dev.nudge.condition;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whether a condition holds (K2): values that cannot be compared, or that are not known, give {@link #UNKNOWN}. */
public enum Truth {

    FALSE,
    UNKNOWN,
    TRUE;

    /** In a trace: {@code true}, {@code false} or {@code "unknown"} (K4). */
    @JsonValue
    public Object json() {
        return this == UNKNOWN ? "unknown" : this == TRUE;
    }

    /** Reads what {@link #json} writes. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Truth ofJson(Object json) {
        return json instanceof Boolean holds ? of(holds) : UNKNOWN;
    }

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** False if one is false, else unknown if one is. */
    Truth and(Truth other) {
        return compareTo(other) < 0 ? this : other;
    }

    /** True if one is true, else unknown if one is. */
    Truth or(Truth other) {
        return compareTo(other) > 0 ? this : other;
    }
}
