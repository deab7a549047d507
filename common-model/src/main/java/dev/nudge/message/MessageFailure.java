package dev.nudge.message;

/** Why a message has no text that can be sent (F6); its delivery ends without an attempt. */
public enum MessageFailure {

    /** The rendered text or the work to render it exceeds a limit of {@link Rendering}. */
    TEMPLATE_TOO_LARGE,
    /** The template was saved before the present rules and cannot be rendered. */
    TEMPLATE_INVALID
}
