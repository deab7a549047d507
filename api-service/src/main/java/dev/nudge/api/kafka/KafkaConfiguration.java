package dev.nudge.api.kafka;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The API's own clients of the broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaTimeouts.class)
public class KafkaConfiguration {

    @Bean
    KafkaProducerGateway apiBroker(KafkaProperties properties, KafkaConnectionDetails details, KafkaTimeouts timeouts) {
        return new KafkaProducerGateway(new KafkaConnection(properties, details, timeouts.timeout()));
    }

    @Bean
    TopicCreator apiTopic(KafkaProperties properties, KafkaConnectionDetails details, KafkaTimeouts timeouts) {
        return new TopicCreator(new KafkaConnection(properties, details, timeouts.timeout()));
    }
}
