package dev.nudge.api.relay;

import dev.nudge.api.kafka.BrokerUnavailableException;
import java.util.List;

/** Where changes of the configuration are published, in one order for all. One thread at a time. */
public interface ChangeTopic {

    /** Makes it when it isn't there. */
    void ensure() throws BrokerUnavailableException;

    /** Returns when all are acknowledged. */
    void append(List<Change> changes) throws BrokerUnavailableException;
}
