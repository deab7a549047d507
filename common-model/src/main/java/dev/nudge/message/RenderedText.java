package dev.nudge.message;

/** The result of rendering a text. */
public sealed interface RenderedText {

    record Text(String text) implements RenderedText {}

    /** No part of the text may be sent, because an incomplete message can have a different meaning. */
    record Failed(MessageFailure reason) implements RenderedText {}
}
