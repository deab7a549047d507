package dev.nudge.infrastructure.kafka;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates topics that do not exist yet. */
public final class TopicCreator {

    private final Admin admin;
    private final TopicProperties properties;

    public TopicCreator(Admin admin, TopicProperties properties) {
        this.admin = admin;
        this.properties = properties;
    }

    /**
     * Returns when the topic exists, whoever created it.
     *
     * @throws ExecutionException when the broker refuses or does not answer
     */
    public void createIfMissing(TopicSpecification topic) throws ExecutionException, InterruptedException {
        if (exists(topic.name())) {
            return;
        }
        NewTopic created = new NewTopic(topic.name(), Optional.of(topic.partitions()),
                Optional.ofNullable(properties.replicationFactor())).configs(topic.configs());
        try {
            admin.createTopics(List.of(created)).all().get();
        } catch (ExecutionException refused) {
            if (!(refused.getCause() instanceof TopicExistsException)) { // another instance was first
                throw refused;
            }
        }
    }

    /** Asked first: who may not create topics may still use one that exists. */
    private boolean exists(String topic) throws ExecutionException, InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return true;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw failure;
        }
    }
}
