package dev.nudge.api.deadletter;

import dev.nudge.api.kafka.KafkaProducerGateway;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The routes under {@code /api/dead-letters}. */
@Configuration(proxyBeanMethods = false)
public class DeadLetterConfiguration {

    @Bean
    DeadLetterController apiDeadLetterController(MongoTemplate store, KafkaProducerGateway producer,
            @Qualifier("apiClock") InstantSource clock) {
        DeadLetters deadLetters = new DeadLetters(store);
        return new DeadLetterController(deadLetters, new DeadLetterReplay(deadLetters, producer, clock));
    }
}
