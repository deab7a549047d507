package dev.nudge.api.deadletter;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.store.Store;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The routes under {@code /api/dead-letters}. */
@Configuration(proxyBeanMethods = false)
public class DeadLetterConfiguration {

    @Bean
    DeadLetterController apiDeadLetterController(Store store, KafkaProducerGateway broker,
            @Qualifier("apiClock") InstantSource clock) {
        return new DeadLetterController(new DeadLetters(store), broker, clock);
    }
}
