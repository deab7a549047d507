package dev.nudge.api.message;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.store.IndexedCollection;
import dev.nudge.api.store.PagedCollection;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.message.Message;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/messages}, and for test messages. */
@Configuration(proxyBeanMethods = false)
@Import(TestMessageController.class)
public class MessageConfiguration {

    @Bean
    MessageController apiMessageController(MongoTemplate store) {
        return new MessageController(messages(store));
    }

    @Bean
    RetryCommands apiRetryCommands(MongoTemplate store, KafkaProducerGateway producer) {
        return new RetryCommands(commands(store), producer);
    }

    @Bean
    RetryController apiRetryController(MongoTemplate store, RetryCommands commands) {
        return new RetryController(commands(store), commands);
    }

    @Bean
    BulkRetryController apiBulkRetryController(MongoTemplate store, RetryCommands commands) {
        return new BulkRetryController(store.getCollection(CollectionNames.MESSAGES), commands);
    }

    @Bean
    ResolveController apiResolveController(MongoTemplate store, KafkaProducerGateway producer,
            @Qualifier("apiClock") InstantSource clock) {
        return new ResolveController(commands(store), producer, clock);
    }

    /** The messages as the API shows them. */
    public static PagedCollection messages(MongoTemplate store) {
        return PagedCollection.ofRecords(store.getCollection(CollectionNames.MESSAGES), "firedAt", Message.class,
                "state", "stateAt", "reason", "sentAt", "provider", "providerId", "providerCode", "providerText",
                "segments", "nextAttemptAt", "attempts", "resolvedBy", "comment");
    }

    /** The messages in the form of their records in {@code message.commands}. */
    private static PagedCollection commands(MongoTemplate store) {
        return PagedCollection.ofRecords(store.getCollection(CollectionNames.MESSAGES), "firedAt", Message.class);
    }

    /** The indexes for the API's queries; the engine creates them too, because either may start first. */
    @Bean
    IndexedCollection apiMessageIndexes(MongoTemplate store) {
        return () -> IndexDefinition.create(store.getCollection(CollectionNames.MESSAGES));
    }
}
