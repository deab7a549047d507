package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.engine.delivery.DeliveryProperties;
import dev.nudge.engine.history.HistoryProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** The names and defaults of the settings. */
class PropertiesTest {

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(prefix, type);
    }

    @Test
    void the_defaults_are_as_documented() {
        assertThat(bind("nudge.engine", EngineProperties.class, Map.of()))
                .isEqualTo(new EngineProperties(4, 1_000, 48, DataSize.ofMegabytes(64),
                        Duration.ofSeconds(30)));
        assertThat(bind("nudge.engine.history", HistoryProperties.class, Map.of()))
                .isEqualTo(new HistoryProperties(true, Duration.ofDays(90), Duration.ofDays(30), Duration.ofDays(90)));
        assertThat(bind("nudge.engine.store", StoreProperties.class, Map.of()))
                .isEqualTo(new StoreProperties(Duration.ofSeconds(30)));
        assertThat(bind("nudge.delivery", DeliveryProperties.class, Map.of()))
                .isEqualTo(new DeliveryProperties(true, Duration.ofDays(90), false, null));
    }

    @Test
    void every_setting_is_bound_to_its_name() {
        assertThat(bind("nudge.engine", EngineProperties.class,
                Map.of("nudge.engine.consumers", "4", "nudge.engine.batch-size", "10", "nudge.engine.partitions", "8",
                        "nudge.engine.lead-cache", "1GB",
                        "nudge.engine.stalled-after", "1m")))
                .isEqualTo(new EngineProperties(4, 10, 8, DataSize.ofGigabytes(1), Duration.ofMinutes(1)));
        assertThat(bind("nudge.engine.history", HistoryProperties.class,
                Map.of("nudge.engine.history.enabled", "false", "nudge.engine.history.decisions-kept", "7d",
                        "nudge.engine.history.events-kept", "5d", "nudge.engine.history.dead-letters-kept", "30d")))
                .isEqualTo(new HistoryProperties(false, Duration.ofDays(7), Duration.ofDays(5),
                        Duration.ofDays(30)));
        assertThat(bind("nudge.engine.store", StoreProperties.class, Map.of("nudge.engine.store.timeout", "5s")))
                .isEqualTo(new StoreProperties(Duration.ofSeconds(5)));
        assertThat(bind("nudge.delivery", DeliveryProperties.class, Map.of("nudge.delivery.enabled", "false",
                "nudge.delivery.messages-kept", "7d", "nudge.delivery.log-text", "true",
                "nudge.delivery.restored-until", "2026-11-30T08:15:00Z")))
                .isEqualTo(
                        new DeliveryProperties(false, Duration.ofDays(7), true, Instant.parse("2026-11-30T08:15:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumers", "batch-size", "partitions"})
    void a_number_below_one_is_refused_with_a_message(String name) {
        assertThatThrownBy(() -> bind("nudge.engine", EngineProperties.class, Map.of("nudge.engine." + name, "0")))
                .rootCause().hasMessage("Expected nudge.engine." + name + " to be at least 1 but found 0.");
    }

    @Test
    void the_time_until_a_consumer_counts_as_stalled_is_positive() {
        assertThatThrownBy(
                () -> bind("nudge.engine", EngineProperties.class, Map.of("nudge.engine.stalled-after", "0s")))
                .rootCause()
                .hasMessage("Expected nudge.engine.stalled-after to be longer than zero but found PT0S.");
    }

    @Test
    void the_time_out_of_database_operations_is_positive() {
        assertThatThrownBy(
                () -> bind("nudge.engine.store", StoreProperties.class, Map.of("nudge.engine.store.timeout", "0s")))
                .rootCause().hasMessage("Expected nudge.engine.store.timeout of at least 1ms but found PT0S.");
    }
}
