package dev.nudge.api.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Makes a topic that is not there. */
public final class TopicCreator {

    private final KafkaConnection connection;

    TopicCreator(KafkaConnection connection) {
        this.connection = connection;
    }

    /**
     * @param replicationFactor null: as the broker has it
     * @param settings of a topic that has to be made; one that is there stays as it is
     */
    public void ensure(String name, int partitions, @Nullable Short replicationFactor, Map<String, String> settings)
            throws BrokerUnavailableException {
        try (Admin admin = Admin.create(connection.admin())) {
            if (!exists(admin, name)) {
                admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions),
                        Optional.ofNullable(replicationFactor)).configs(settings))).all().get();
            }
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) { // another instance was first
                throw new BrokerUnavailableException(failure.getCause() == null ? failure : failure.getCause());
            }
        } catch (KafkaException failure) {
            throw new BrokerUnavailableException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException(stopping);
        }
    }

    private static boolean exists(Admin admin, String name) throws ExecutionException, InterruptedException {
        try {
            admin.describeTopics(List.of(name)).allTopicNames().get();
            return true;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw failure;
        }
    }
}
