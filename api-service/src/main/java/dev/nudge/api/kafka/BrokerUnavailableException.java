package dev.nudge.api.kafka;

import org.apache.kafka.common.errors.RecordTooLargeException;
import org.springframework.core.NestedExceptionUtils;

/** Kafka did not acknowledge; the records may or may not be in the topic. */
public final class BrokerUnavailableException extends Exception {

    public BrokerUnavailableException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    /** Whether a record is larger than Kafka accepts; others may be accepted. */
    public boolean isTooLarge() {
        return NestedExceptionUtils.getMostSpecificCause(this) instanceof RecordTooLargeException;
    }
}
