package dev.nudge.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param timeout how long the engine waits for one operation of the database, a bulk write of a batch for example,
 *        before it counts as unavailable and the batch is tried again
 */
@ConfigurationProperties("nudge.engine.store")
record StoreProperties(@DefaultValue("30s") Duration timeout) {

    StoreProperties {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "Expected nudge.engine.store.timeout of at least 1ms but found " + timeout + ".");
        }
    }
}
