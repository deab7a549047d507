package dev.nudge.standalone;

/** The process cannot start until something outside it is changed; the message says what, in one sentence. */
final class CannotStartException extends RuntimeException {

    CannotStartException(String sentence) {
        super(sentence, null, false, false);
    }
}
