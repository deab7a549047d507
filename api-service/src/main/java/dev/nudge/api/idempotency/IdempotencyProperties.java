package dev.nudge.api.idempotency;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param kept how long a key is stored with its response
 * @param takeOverAfter how long a request may be in progress before another attempt may process it; longer than any
 *        request takes
 */
@ConfigurationProperties("nudge.api.idempotency")
record IdempotencyProperties(@DefaultValue("24h") Duration kept, @DefaultValue("1m") Duration takeOverAfter) {

    IdempotencyProperties {
        if (takeOverAfter.toMillis() < 1_000 || kept.compareTo(takeOverAfter) < 0) {
            throw new IllegalArgumentException("Expected nudge.api.idempotency.take-over-after of at least 1s and"
                    + " nudge.api.idempotency.kept not below it but found " + takeOverAfter + " and " + kept + ".");
        }
    }
}
