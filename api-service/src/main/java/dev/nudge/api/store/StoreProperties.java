package dev.nudge.api.store;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param timeout how long a request waits for the database, including server selection, before the API answers 503
 */
@ConfigurationProperties("nudge.api.store")
record StoreProperties(@DefaultValue("2s") Duration timeout) {

    StoreProperties {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("Expected nudge.api.store.timeout above 0 but found " + timeout + ".");
        }
    }
}
