package dev.nudge.api.kafka;

/** The broker did not acknowledge in time; what was sent may or may not be in the topic. */
public final class BrokerAwayException extends Exception {

    public BrokerAwayException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
