package dev.nudge.api.message;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.store.IndexedCollection;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.infrastructure.mongo.MongoSettings;
import dev.nudge.message.Message;
import org.bson.Document;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/messages}. */
@Configuration(proxyBeanMethods = false)
public class MessageConfiguration {

    @Bean
    MessageController apiMessageController(MongoTemplate store) {
        return new MessageController(
                PagedCollection.ofRecords(store.getCollection("messages"), "firedAt", Message.class,
                        "state", "stateAt", "reason", "sentAt"));
    }

    @Bean
    RetryController apiRetryController(MongoTemplate store, KafkaProducerGateway broker) {
        return new RetryController(PagedCollection.ofRecords(store.getCollection("messages"), "firedAt", Message.class),
                broker);
    }

    /** Beside those that the engine makes: decisions by lead and by automation, messages by lead. */
    @Bean
    IndexedCollection apiMessageIndexes(MongoTemplate store) {
        MongoCollection<Document> messages = store.getCollection("messages");
        return () -> {
            MongoCollection<Document> unhurried = MongoSettings.forIndexes(messages);
            unhurried.createIndex(Indexes.ascending("organizationId", "firedAt", "_id"));
            unhurried.createIndex(Indexes.ascending("organizationId", "automationId", "firedAt", "_id"));
        };
    }
}
