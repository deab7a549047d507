package dev.nudge.api.relay;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.TopicCreator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * {@code automation.events}: made when it isn't there, then appended to. One partition, so that all changes have one
 * order; kept for days and not compacted, since who starts reads the store first and then what is new.
 */
final class ConfigurationTopic implements ChangeTopic {

    private static final Duration RETENTION = Duration.ofDays(7);

    private final KafkaProducerGateway broker;
    private final TopicCreator topic;
    private final @Nullable Short replicationFactor;
    private boolean there;

    ConfigurationTopic(KafkaProducerGateway broker, TopicCreator topic, @Nullable Short replicationFactor) {
        this.broker = broker;
        this.topic = topic;
        this.replicationFactor = replicationFactor;
    }

    @Override
    public void append(List<Change> changes) throws BrokerUnavailableException {
        ensure();
        broker.append(
                changes.stream().map(change -> new KafkaProducerGateway.Entry(Topics.AUTOMATION_EVENTS, change.key(),
                        change.json())).toList());
    }

    @Override
    public void ensure() throws BrokerUnavailableException {
        if (!there) {
            topic.ensure(Topics.AUTOMATION_EVENTS, 1, replicationFactor,
                    Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                            TopicConfig.RETENTION_MS_CONFIG, Long.toString(RETENTION.toMillis())));
            there = true;
        }
    }
}
