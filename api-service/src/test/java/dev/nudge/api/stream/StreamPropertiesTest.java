package dev.nudge.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StreamPropertiesTest {

    private static StreamProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("nudge.api.stream",
                StreamProperties.class);
    }

    @Test
    void the_defaults_are_as_documented() {
        assertThat(bind(Map.of())).isEqualTo(new StreamProperties(50, Duration.ofHours(1)));
        assertThat(bind(Map.of("nudge.api.stream.clients", "0", "nudge.api.stream.longest", "5m")))
                .isEqualTo(new StreamProperties(0, Duration.ofMinutes(5)));
    }

    @Test
    void a_value_out_of_range_is_refused_with_a_message() {
        assertThatThrownBy(() -> bind(Map.of("nudge.api.stream.clients", "-1"))).rootCause()
                .hasMessage("Expected nudge.api.stream.clients from 0 to 10000 but found -1.");
        assertThatThrownBy(() -> bind(Map.of("nudge.api.stream.longest", "0s"))).rootCause()
                .hasMessage("Expected nudge.api.stream.longest above 0 but found PT0S.");
    }
}
