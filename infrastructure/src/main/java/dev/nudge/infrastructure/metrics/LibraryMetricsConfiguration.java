package dev.nudge.infrastructure.metrics;

import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Filters the metrics of libraries. A process that imports it several times has one filter. */
@Configuration(proxyBeanMethods = false)
public class LibraryMetricsConfiguration {

    @Bean
    MeterFilter libraryMeterFilter() {
        return new LibraryMetrics();
    }
}
