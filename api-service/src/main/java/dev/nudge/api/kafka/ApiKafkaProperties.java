package dev.nudge.api.kafka;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param timeout how long the API waits for Kafka to acknowledge a record
 */
@ConfigurationProperties("nudge.api.kafka")
record ApiKafkaProperties(@DefaultValue("4s") Duration timeout) {

    ApiKafkaProperties {
        if (timeout.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.kafka.timeout of at least 100ms but found " + timeout + ".");
        }
    }
}
