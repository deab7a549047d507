package dev.nudge.api.history;

import dev.nudge.api.kafka.Broker;
import dev.nudge.api.store.Store;
import dev.nudge.decision.Decision;
import dev.nudge.message.Message;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The routes to what the engine wrote. */
@Configuration(proxyBeanMethods = false)
public class HistoryConfiguration {

    @Bean
    LeadController apiLeadController(Store store) {
        return new LeadController(new Leads(store),
                new Journal(store.collection("decisions"), "at", wireForm(Decision.class)));
    }

    @Bean
    OptOutController apiOptOutController(Store store, Broker broker) {
        return new OptOutController(new Leads(store), broker);
    }

    @Bean
    MessageController apiMessageController(Store store) {
        return new MessageController(new Journal(store.collection("messages"), "firedAt",
                wireForm(Message.class, "state", "stateAt", "sentAt")));
    }

    /** The names by which a record of ours is written to its topic. */
    private static Set<String> wireForm(Class<? extends Record> type, String... more) {
        return Stream.concat(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName), Stream.of(more))
                .collect(Collectors.toUnmodifiableSet());
    }
}
