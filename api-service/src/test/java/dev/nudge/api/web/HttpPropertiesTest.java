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
    void headers_have_ten_seconds_and_a_body_has_thirty_unless_set_otherwise() {
        assertThat(bound(Map.of())).isEqualTo(new HttpProperties(Duration.ofSeconds(10), Duration.ofSeconds(30)));
        assertThat(bound(Map.of("nudge.api.http.header-timeout", "5s", "nudge.api.http.body-timeout", "2m")))
                .isEqualTo(new HttpProperties(Duration.ofSeconds(5), Duration.ofMinutes(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "2h"})
    void a_timeout_that_is_none_is_refused_with_a_sentence(String timeout) {
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
