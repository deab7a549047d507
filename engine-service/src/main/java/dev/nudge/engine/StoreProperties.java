package dev.nudge.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param timeout how long the engine waits for one database operation, for example the bulk write of a batch, before
 *        it considers the database unavailable and retries the batch
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
