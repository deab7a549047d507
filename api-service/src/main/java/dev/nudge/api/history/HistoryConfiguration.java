package dev.nudge.api.history;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import dev.nudge.api.automation.Automations;
import dev.nudge.api.store.Prepared;
import dev.nudge.api.kafka.Broker;
import dev.nudge.api.store.Store;
import dev.nudge.decision.Decision;
import dev.nudge.message.Message;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes to what the engine wrote. */
@Configuration(proxyBeanMethods = false)
@Import({LeadController.class, EffectivePreferenceController.class})
public class HistoryConfiguration {

    @Bean
    Leads apiLeads(Store store) {
        return new Leads(store);
    }

    @Bean
    DecisionController apiDecisionController(Leads apiLeads, Automations automations, Store store) {
        return new DecisionController(apiLeads, automations,
                new Journal(store.collection("decisions"), "at", wireForm(Decision.class)));
    }

    @Bean
    OptOutController apiOptOutController(Store store, Broker broker) {
        return new OptOutController(new Leads(store), broker);
    }

    @Bean
    MessageController apiMessageController(Store store) {
        return new MessageController(new Journal(store.collection("messages"), "firedAt",
                wireForm(Message.class, "state", "stateAt", "reason", "sentAt")));
    }

    @Bean
    RetryController apiRetryController(Store store, Broker broker) {
        return new RetryController(new Journal(store.collection("messages"), "firedAt", wireForm(Message.class)),
                broker);
    }

    /** Beside those that the engine makes: decisions by lead and by automation, messages by lead. */
    @Bean
    Prepared apiMessageIndexes(Store store) {
        MongoCollection<Document> messages = store.collection("messages");
        return () -> {
            MongoCollection<Document> unhurried = messages.withTimeout(10, TimeUnit.MINUTES);
            unhurried.createIndex(Indexes.ascending("organizationId", "firedAt", "_id"));
            unhurried.createIndex(Indexes.ascending("organizationId", "automationId", "firedAt", "_id"));
        };
    }

    /** The names by which a record of ours is written to its topic. */
    private static Set<String> wireForm(Class<? extends Record> type, String... more) {
        return Stream.concat(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName), Stream.of(more))
                .collect(Collectors.toUnmodifiableSet());
    }
}
