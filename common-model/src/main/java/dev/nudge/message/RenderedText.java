package dev.nudge.message;

/** What came of rendering a text. */
public sealed interface RenderedText {

    record Text(String text) implements RenderedText {}

    /** Nothing of the text may be sent: half a message can say something else than the whole. */
    record Failed(MessageFailure reason) implements RenderedText {}
}
