package dev.nudge.message;

/** Why a message has no text that can be sent (F6): delivery ends it without an attempt. */
public enum MessageFailure {

    /** The text for this lead exceeds a bound of {@link Rendering}. */
    TEMPLATE_TOO_LARGE,
    /** The template was saved before the present rules, and cannot be rendered at all. */
    TEMPLATE_INVALID
}
