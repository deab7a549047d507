package dev.nudge.api.relay;

import dev.nudge.api.kafka.BrokerUnavailableException;
import java.util.List;

/** The topic for configuration changes, with one order for all. Not thread-safe. */
public interface ChangeTopic {

    /** Creates the topic if it does not exist. */
    void ensure() throws BrokerUnavailableException;

    /** Returns when all changes are acknowledged. */
    void append(List<Change> changes) throws BrokerUnavailableException;
}
