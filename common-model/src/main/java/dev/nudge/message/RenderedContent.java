package dev.nudge.message;

import java.util.Map;

/** The result of rendering the variables of a {@link ContentTemplate}. */
public sealed interface RenderedContent {

    /** @param variables by their names, in the order of the template */
    record Values(Map<String, String> variables) implements RenderedContent {}

    /** No variable may be sent. */
    record Failed(MessageFailure reason) implements RenderedContent {}
}
