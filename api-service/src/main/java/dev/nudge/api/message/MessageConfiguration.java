package dev.nudge.api.message;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.store.IndexedCollection;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.store.Store;
import dev.nudge.message.Message;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The routes under {@code /api/messages}. */
@Configuration(proxyBeanMethods = false)
public class MessageConfiguration {

    @Bean
    MessageController apiMessageController(Store store) {
        return new MessageController(PagedCollection.ofRecords(store.collection("messages"), "firedAt", Message.class,
                "state", "stateAt", "reason", "sentAt"));
    }

    @Bean
    RetryController apiRetryController(Store store, KafkaProducerGateway broker) {
        return new RetryController(PagedCollection.ofRecords(store.collection("messages"), "firedAt", Message.class),
                broker);
    }

    /** Beside those that the engine makes: decisions by lead and by automation, messages by lead. */
    @Bean
    IndexedCollection apiMessageIndexes(Store store) {
        MongoCollection<Document> messages = store.collection("messages");
        return () -> {
            MongoCollection<Document> unhurried = messages.withTimeout(10, TimeUnit.MINUTES);
            unhurried.createIndex(Indexes.ascending("organizationId", "firedAt", "_id"));
            unhurried.createIndex(Indexes.ascending("organizationId", "automationId", "firedAt", "_id"));
        };
    }
}
