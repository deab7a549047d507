package dev.nudge.engine;

import com.mongodb.client.MongoDatabase;
import dev.nudge.engine.delivery.DeliveryProperties;
import dev.nudge.engine.history.HistoryProperties;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.metrics.ZoneRules;
import dev.nudge.infrastructure.kafka.KafkaClientMetrics;
import dev.nudge.infrastructure.kafka.KafkaClientSettings;
import dev.nudge.infrastructure.kafka.KafkaMetricsConfiguration;
import dev.nudge.infrastructure.kafka.TopicProperties;
import dev.nudge.infrastructure.metrics.LibraryMetricsConfiguration;
import dev.nudge.infrastructure.mongo.MongoSettings;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.DeliverySettingsConfiguration;
import dev.nudge.infrastructure.startup.InvalidSettingException;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.infrastructure.tracing.TracingConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** The engine's beans, for a separate process or for one that also runs other services. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EngineProperties.class, DeliveryProperties.class, HistoryProperties.class,
        TopicProperties.class, StoreProperties.class})
@Import({DeliverySettingsConfiguration.class, KafkaMetricsConfiguration.class, LibraryMetricsConfiguration.class,
        TracingConfiguration.class})
public class EngineConfiguration {

    /** The exit code when the engine cannot run, which distinguishes that from a requested stop. */
    private static final int CANNOT_RUN = 1;

    @Bean
    EngineMetrics engineMetrics(MeterRegistry registry) {
        return new EngineMetrics(registry);
    }

    @Bean
    EngineKafka engineKafka(KafkaProperties properties, KafkaConnectionDetails details, KafkaClientMetrics metrics) {
        return new EngineKafka(new KafkaClientSettings(properties, details), metrics);
    }

    @Bean
    EngineRuntime engineRuntime(EngineProperties properties, DeliveryProperties deliveryProperties,
            DeliverySettings deliverySettings, HistoryProperties historyProperties, TopicProperties topicProperties,
            StoreProperties storeProperties,
            EngineKafka kafka, MongoDatabaseFactory mongo, EngineMetrics metrics, Traces traces,
            ConfigurableApplicationContext context) {
        Instant restoredUntil = deliveryProperties.restoredUntil();
        if (restoredUntil != null && restoredUntil.isAfter(Instant.now())) {
            throw new InvalidSettingException(
                    "Expected nudge.delivery.restored-until in the past but found " + restoredUntil + ".");
        }
        return new EngineRuntime(properties, deliveryProperties, deliverySettings, historyProperties, topicProperties,
                kafka,
                database(mongo, storeProperties), metrics,
                InstantSource.system(), traces, () -> Thread.ofPlatform().name("give-up")
                        .start(() -> System.exit(SpringApplication.exit(context, () -> CANNOT_RUN))));
    }

    /** W4: the version of the time zone rules, in {@code /actuator/info}. */
    @Bean
    InfoContributor zoneRulesInfo() {
        return info -> info.withDetail("zoneRules", Map.of("version", ZoneRules.version()));
    }

    static MongoDatabase database(MongoDatabaseFactory mongo, StoreProperties properties) {
        return MongoSettings.apply(mongo.getMongoDatabase(), properties.timeout());
    }

    @Bean
    FilterRegistrationBean<ManagementHeaders> engineManagementHeaders() {
        FilterRegistrationBean<ManagementHeaders> filter = new FilterRegistrationBean<>(new ManagementHeaders());
        filter.addUrlPatterns("/actuator/*");
        return filter;
    }

    @Bean
    HealthIndicator engineHealthIndicator(EngineRuntime runtime, MongoDatabaseFactory mongo, EngineKafka kafka) {
        return new EngineHealth(runtime, mongo.getMongoDatabase(), () -> kafka.answers(EngineHealth.TIMEOUT),
                runtime::stalled);
    }
}
