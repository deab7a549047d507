package dev.nudge.api.message;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.store.IndexedCollection;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.message.Message;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/messages}. */
@Configuration(proxyBeanMethods = false)
public class MessageConfiguration {

    @Bean
    MessageController apiMessageController(MongoTemplate store) {
        return new MessageController(
                PagedCollection.ofRecords(store.getCollection(CollectionNames.MESSAGES), "firedAt", Message.class,
                        "state", "stateAt", "reason", "sentAt"));
    }

    @Bean
    RetryController apiRetryController(MongoTemplate store, KafkaProducerGateway broker) {
        return new RetryController(
                PagedCollection.ofRecords(store.getCollection(CollectionNames.MESSAGES), "firedAt", Message.class),
                broker);
    }

    /** The indexes for the API's queries; the engine creates them too, because either may start first. */
    @Bean
    IndexedCollection apiMessageIndexes(MongoTemplate store) {
        return () -> IndexDefinition.create(store.getCollection(CollectionNames.MESSAGES));
    }
}
