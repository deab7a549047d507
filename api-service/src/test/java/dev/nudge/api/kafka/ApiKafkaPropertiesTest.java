package dev.nudge.api.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ApiKafkaPropertiesTest {

    @Test
    void the_default_timeout_is_four_seconds() {
        assertThat(bound(Map.of())).isEqualTo(new ApiKafkaProperties(Duration.ofSeconds(4)));
        assertThat(bound(Map.of("nudge.api.kafka.timeout", "1s")))
                .isEqualTo(new ApiKafkaProperties(Duration.ofSeconds(1)));
    }

    @Test
    void a_timeout_below_100_milliseconds_is_rejected() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.kafka.timeout", "1ms")))
                .hasRootCauseMessage("Expected nudge.api.kafka.timeout of at least 100ms but found PT0.001S.");
    }

    private static ApiKafkaProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.kafka",
                ApiKafkaProperties.class);
    }
}
