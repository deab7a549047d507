package dev.nudge.api.stream;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.decision.DecisionConfiguration;
import dev.nudge.api.stats.Stats;
import dev.nudge.api.store.IndexedCollection;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import java.time.InstantSource;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The route for streams of events. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamProperties.class)
public class StreamConfiguration {

    @Bean
    Streams apiStreams(MongoTemplate store, Stats stats, StreamProperties properties,
            @Qualifier("apiClock") InstantSource clock) {
        MongoCollection<Document> decisions = store.getCollection(CollectionNames.DECISIONS);
        MongoCollection<Document> messages = store.getCollection(CollectionNames.MESSAGES);
        return new Streams(organization -> new Changes(organization,
                new NewRows(decisions, organization, "storedAt", row -> row.getString("_id")),
                new NewRows(messages, organization, "stateAt",
                        row -> row.getString("_id") + " " + row.get("state") + " " + row.get("stateAt")),
                DecisionConfiguration.decisions(store), stats), properties.clients(), clock);
    }

    @Bean
    StreamController apiStreamController(Streams streams, StreamProperties properties,
            @Qualifier("apiClock") InstantSource clock) {
        return new StreamController(streams, properties.longest(), clock);
    }

    /** The indexes for the API's queries; the engine creates them too, because either may start first. */
    @Bean
    IndexedCollection apiDecisionIndexes(MongoTemplate store) {
        return () -> IndexDefinition.create(store.getCollection(CollectionNames.DECISIONS));
    }
}
