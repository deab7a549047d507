package dev.nudge.api.callback;

import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.infrastructure.provider.DeliverySettings;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes under {@code /callbacks}. */
@Configuration(proxyBeanMethods = false)
@Import({TwilioController.class, WebhookController.class})
public class CallbackConfiguration {

    @Bean
    Signatures apiSignatures(DeliverySettings delivery, @Qualifier("apiClock") InstantSource clock) {
        return new Signatures(delivery, clock);
    }

    @Bean
    DeliveryReports apiDeliveryReports(KafkaProducerGateway producer) {
        return new DeliveryReports(producer);
    }
}
