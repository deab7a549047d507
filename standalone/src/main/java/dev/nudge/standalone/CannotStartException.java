package dev.nudge.standalone;

/** Something outside the process has to change before it can start; the message says what, in one sentence. */
final class CannotStartException extends RuntimeException {

    CannotStartException(String sentence) {
        super(sentence, null, false, false);
    }
}
