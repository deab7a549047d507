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
    Broker apiBroker(KafkaProperties properties, KafkaConnectionDetails details, KafkaTimeouts timeouts) {
        return new Broker(new KafkaConnection(properties, details, timeouts.timeout()));
    }

    @Bean
    Topic apiTopic(KafkaProperties properties, KafkaConnectionDetails details, KafkaTimeouts timeouts) {
        return new Topic(new KafkaConnection(properties, details, timeouts.timeout()));
    }
}
