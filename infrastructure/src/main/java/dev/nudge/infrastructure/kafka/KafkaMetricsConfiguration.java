package dev.nudge.infrastructure.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Offers {@link KafkaClientMetrics}, and limits those metrics. A process that imports it several times has one of each.
 */
@Configuration(proxyBeanMethods = false)
public class KafkaMetricsConfiguration {

    @Bean
    MeterFilter kafkaClientMeterFilter() {
        return KafkaClientMetrics.FILTER;
    }

    @Bean
    KafkaClientMetrics kafkaClientMetrics(MeterRegistry registry) {
        return new KafkaClientMetrics(registry);
    }
}
