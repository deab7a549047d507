package dev.nudge.api.kafka;

import dev.nudge.infrastructure.kafka.KafkaClientMetrics;
import dev.nudge.infrastructure.kafka.KafkaClientSettings;
import dev.nudge.infrastructure.kafka.KafkaMetricsConfiguration;
import dev.nudge.infrastructure.kafka.TopicProperties;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The API's Kafka clients. They are not beans, so that other components in the process can have their own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ApiKafkaProperties.class, TopicProperties.class})
@Import(KafkaMetricsConfiguration.class)
public class KafkaConfiguration {

    private static final String CLIENT_ID = "nudge-api";

    @Bean
    KafkaProducerGateway apiKafkaProducerGateway(KafkaProperties properties, KafkaConnectionDetails details,
            ApiKafkaProperties timeouts, KafkaClientMetrics metrics) {
        Map<String, Object> settings = new KafkaClientSettings(properties, details).producer(timeouts.timeout());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
        return new KafkaProducerGateway(settings, timeouts.timeout(), metrics);
    }

    @Bean
    EngineLag apiEngineLag(KafkaProperties properties, KafkaConnectionDetails details,
            @Qualifier("apiClock") InstantSource clock) {
        Map<String, Object> settings = new KafkaClientSettings(properties, details).admin(EngineLag.TIMEOUT);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID + "-lag");
        return new EngineLag(settings, clock);
    }

    @Bean
    TopicInitializer apiTopicInitializer(KafkaProperties properties, KafkaConnectionDetails details,
            ApiKafkaProperties timeouts, TopicProperties topics) {
        Map<String, Object> settings = new KafkaClientSettings(properties, details).admin(timeouts.timeout());
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID + "-admin");
        return new TopicInitializer(settings, topics);
    }
}
