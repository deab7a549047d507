package dev.nudge.api.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StorePropertiesTest {

    @Test
    void the_default_timeout_is_two_seconds() {
        assertThat(bound(Map.of())).isEqualTo(new StoreProperties(Duration.ofSeconds(2)));
        assertThat(bound(Map.of("nudge.api.store.timeout", "500ms")))
                .isEqualTo(new StoreProperties(Duration.ofMillis(500)));
    }

    @Test
    void a_timeout_of_zero_is_rejected() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.store.timeout", "0s")))
                .hasRootCauseMessage("Expected nudge.api.store.timeout above 0 but found PT0S.");
    }

    private static StoreProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.store",
                StoreProperties.class);
    }
}
