package dev.nudge.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RelayPropertiesTest {

    @Test
    void by_default_responses_wait_for_two_seconds_and_sweeps_run_every_five() {
        assertThat(bound(Map.of())).isEqualTo(new RelayProperties(Duration.ofSeconds(2), Duration.ofSeconds(5)));
        assertThat(bound(Map.of("nudge.api.relay.publish-timeout", "500ms", "nudge.api.relay.sweep-interval", "1s")))
                .isEqualTo(new RelayProperties(Duration.ofMillis(500), Duration.ofSeconds(1)));
    }

    @Test
    void a_negative_timeout_is_rejected() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.relay.publish-timeout", "-1s")))
                .hasRootCauseMessage("Expected nudge.api.relay.publish-timeout of at least 0s but found PT-1S.");
    }

    @Test
    void a_sweep_interval_of_zero_is_rejected() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.relay.sweep-interval", "0s")))
                .hasRootCauseMessage("Expected nudge.api.relay.sweep-interval of at least 10ms but found PT0S.");
    }

    private static RelayProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.relay",
                RelayProperties.class);
    }
}
