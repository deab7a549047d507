package dev.nudge.api.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class IdempotencyPropertiesTest {

    @Test
    void by_default_a_key_is_kept_for_a_day_and_taken_over_after_a_minute() {
        assertThat(bound(Map.of())).isEqualTo(
                new IdempotencyProperties(Duration.ofHours(24), Duration.ofMinutes(1)));
        assertThat(bound(Map.of("nudge.api.idempotency.kept", "1h", "nudge.api.idempotency.take-over-after", "5s")))
                .isEqualTo(new IdempotencyProperties(Duration.ofHours(1), Duration.ofSeconds(5)));
    }

    @Test
    void a_take_over_time_below_a_second_is_rejected() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.idempotency.take-over-after", "0s")))
                .hasRootCauseMessage("Expected nudge.api.idempotency.take-over-after of at least 1s and"
                        + " nudge.api.idempotency.kept not below it but found PT0S and PT24H.");
    }

    private static IdempotencyProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.idempotency",
                IdempotencyProperties.class);
    }
}
