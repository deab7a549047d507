package dev.nudge.api.kafka;

/** Kafka did not acknowledge in time; the records may or may not be in the topic. */
public final class BrokerUnavailableException extends Exception {

    public BrokerUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
