package dev.nudge.api.relay;

import dev.nudge.api.kafka.Broker;
import dev.nudge.api.kafka.Topic;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The relay over all collections that have something to publish. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
public class RelayConfiguration {

    @Bean(initMethod = "start")
    Relay apiRelay(List<Outbox> outboxes, Broker broker, Topic topic, RelayProperties properties) {
        return new Relay(outboxes,
                new ChangePublisher(new ConfigurationTopic(broker, topic, properties.replicationFactor())),
                properties.sweepInterval());
    }
}
