package dev.nudge.api.relay;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.TopicInitializer;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The relay for all outboxes, in the order of their beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
public class RelayConfiguration {

    @Bean(initMethod = "start")
    Relay apiRelay(List<Outbox> outboxes, KafkaProducerGateway producer, TopicInitializer topics,
            RelayProperties properties) {
        return new Relay(new ChangePublisher(new ConfigurationTopic(producer, topics), outboxes), properties);
    }

    @Bean
    WebMvcConfigurer apiPublication(Relay relay) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Publication.Resolver(relay));
            }
        };
    }
}
