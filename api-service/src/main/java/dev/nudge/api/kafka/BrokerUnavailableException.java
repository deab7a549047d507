package dev.nudge.api.kafka;

/** The broker did not acknowledge in time; what was sent may or may not be in the topic. */
public final class BrokerUnavailableException extends Exception {

    public BrokerUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
