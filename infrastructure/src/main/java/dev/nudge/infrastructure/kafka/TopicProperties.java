package dev.nudge.infrastructure.kafka;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How topics are created by both services.
 *
 * @param replicationFactor of each topic; null: the broker's {@code default.replication.factor}
 */
@ConfigurationProperties("nudge.topics")
public record TopicProperties(@Nullable Short replicationFactor) {

    public TopicProperties {
        if (replicationFactor != null && replicationFactor < 1) {
            throw new IllegalArgumentException("Expected nudge.topics.replication-factor to be at least 1 but found "
                    + replicationFactor + ".");
        }
    }
}
