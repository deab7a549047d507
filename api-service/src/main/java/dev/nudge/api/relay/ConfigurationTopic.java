package dev.nudge.api.relay;

import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.TopicInitializer;
import dev.nudge.infrastructure.kafka.TopicSpecification;
import java.util.List;

/** {@code automation.events}; creates the topic if it does not exist. */
final class ConfigurationTopic implements ChangeTopic {

    private final KafkaProducerGateway producer;
    private final TopicInitializer topics;
    private boolean exists;

    ConfigurationTopic(KafkaProducerGateway producer, TopicInitializer topics) {
        this.producer = producer;
        this.topics = topics;
    }

    @Override
    public void append(List<Change> changes) throws BrokerUnavailableException {
        ensure();
        producer.append(changes.stream()
                .map(change -> new KafkaProducerGateway.Entry(Topics.AUTOMATION_EVENTS, change.key(), change.json()))
                .toList());
    }

    @Override
    public void ensure() throws BrokerUnavailableException {
        if (!exists) {
            topics.ensure(TopicSpecification.AUTOMATION_EVENTS);
            exists = true;
        }
    }
}
