package dev.nudge.infrastructure.startup;

/**
 * A setting prevents the start. The message is one sentence that names the property and says what to do; it never
 * contains a secret. There is no cause, because exceptions of conversions contain the value.
 */
public final class InvalidSettingException extends RuntimeException {

    public InvalidSettingException(String sentence) {
        super(sentence, null, false, false);
    }
}
