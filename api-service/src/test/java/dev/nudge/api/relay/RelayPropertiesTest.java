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
    void it_sweeps_every_five_seconds_and_replicates_as_the_broker_does_unless_told_otherwise() {
        assertThat(bound(Map.of())).isEqualTo(new RelayProperties(Duration.ofSeconds(5), null));
        assertThat(bound(Map.of("nudge.api.relay.sweep-interval", "1s", "nudge.api.relay.replication-factor", "3")))
                .isEqualTo(new RelayProperties(Duration.ofSeconds(1), (short) 3));
    }

    @Test
    void sweeping_without_a_pause_is_refused() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.relay.sweep-interval", "0s")))
                .hasRootCauseMessage("Expected nudge.api.relay.sweep-interval of at least 10ms but found PT0S.");
    }

    private static RelayProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.relay",
                RelayProperties.class);
    }
}
