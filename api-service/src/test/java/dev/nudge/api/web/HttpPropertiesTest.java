package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HttpPropertiesTest {

    @Test
    void the_default_timeouts_are_ten_and_thirty_seconds() {
        assertThat(bound(Map.of())).isEqualTo(new HttpProperties(Duration.ofSeconds(10), Duration.ofSeconds(30)));
        assertThat(bound(Map.of("nudge.api.http.header-timeout", "5s", "nudge.api.http.body-timeout", "2m")))
                .isEqualTo(new HttpProperties(Duration.ofSeconds(5), Duration.ofMinutes(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "2h"})
    void an_invalid_timeout_is_rejected_with_a_message(String timeout) {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.http.header-timeout", timeout)))
                .hasStackTraceContaining("Expected nudge.api.http.header-timeout from 1ms to 1h");
        assertThatThrownBy(() -> bound(Map.of("nudge.api.http.body-timeout", timeout)))
                .hasStackTraceContaining("Expected nudge.api.http.body-timeout from 1ms to 1h");
    }

    private static HttpProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.http",
                HttpProperties.class);
    }
}
