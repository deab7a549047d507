package dev.nudge.api.kafka;

import dev.nudge.infrastructure.kafka.TopicCreator;
import dev.nudge.infrastructure.kafka.TopicProperties;
import dev.nudge.infrastructure.kafka.TopicSpecification;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Creates a topic that the API appends to, over a connection that is closed after the call. */
public final class TopicInitializer {

    private final Map<String, Object> adminSettings;
    private final TopicProperties properties;

    TopicInitializer(Map<String, Object> adminSettings, TopicProperties properties) {
        this.adminSettings = adminSettings;
        this.properties = properties;
    }

    /** Returns when the topic exists. */
    public void ensure(TopicSpecification topic) throws BrokerUnavailableException {
        try (Admin admin = Admin.create(adminSettings)) {
            new TopicCreator(admin, properties).createIfMissing(topic);
        } catch (ExecutionException failure) {
            throw new BrokerUnavailableException(failure.getCause() == null ? failure : failure.getCause());
        } catch (KafkaException failure) {
            throw new BrokerUnavailableException(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException(stopping);
        }
    }
}
