package dev.nudge.engine.provider;

import java.net.UnknownHostException;

/** A webhook's address must not be called. */
final class EgressRefusedException extends UnknownHostException {

    private final String sentence;

    /** @param sentence names the host and the rule */
    EgressRefusedException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    SendResult.Rejected result() {
        return new SendResult.Rejected("EGRESS", sentence, SendResult.Cause.PROVIDER);
    }
}
