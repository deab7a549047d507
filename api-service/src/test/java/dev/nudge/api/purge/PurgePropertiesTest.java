package dev.nudge.api.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PurgePropertiesTest {

    @Test
    void by_default_tombstones_are_kept_for_400_days_and_purged_daily() {
        assertThat(bound(Map.of()))
                .isEqualTo(new PurgeProperties(Duration.ofDays(400), Duration.ofHours(1), Duration.ofDays(1)));
        assertThat(bound(Map.of("nudge.api.purge.tombstones-kept", "367d", "nudge.api.purge.first-after", "1m",
                "nudge.api.purge.interval", "12h")))
                .isEqualTo(new PurgeProperties(Duration.ofDays(367), Duration.ofMinutes(1), Duration.ofHours(12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"366d", "1h", "-1d"})
    void tombstones_are_kept_longer_than_a_run_waits(String kept) {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.purge.tombstones-kept", kept))).rootCause()
                .hasMessageStartingWith("Expected nudge.api.purge.tombstones-kept of more than 366 days");
    }

    @Test
    void an_interval_of_zero_is_rejected() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.purge.interval", "0s"))).rootCause()
                .hasMessage("Expected nudge.api.purge.interval of at least 1ms but found PT0S.");
    }

    private static PurgeProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.purge",
                PurgeProperties.class);
    }
}
