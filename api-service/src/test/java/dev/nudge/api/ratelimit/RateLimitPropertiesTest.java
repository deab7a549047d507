package dev.nudge.api.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RateLimitPropertiesTest {

    private static RateLimitProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("nudge.api.rate-limit",
                RateLimitProperties.class);
    }

    @Test
    void by_default_there_is_no_limit() {
        assertThat(bind(Map.of())).isEqualTo(new RateLimitProperties(null, null));
    }

    @Test
    void settings_are_bound_by_name() {
        assertThat(bind(Map.of("nudge.api.rate-limit.requests-per-second", "0.5", "nudge.api.rate-limit.burst", "20")))
                .isEqualTo(new RateLimitProperties(0.5, 20));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1", "2, 2", "2.5, 3"})
    void the_default_burst_is_the_requests_of_one_second(double perSecond, int burst) {
        assertThat(new RateLimitProperties(perSecond, null).burstOr(perSecond)).isEqualTo(burst);
        assertThat(new RateLimitProperties(perSecond, 7).burstOr(perSecond)).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, requests-per-second from", "-1, 1, requests-per-second from", "NaN, 1, requests-per-second from",
            "1e9, 1, requests-per-second from", "1, 0, burst from", "1, 1000001, burst from",
            ", 5, requests-per-second beside"})
    void an_invalid_setting_is_rejected_with_a_message(Double perSecond, Integer burst, String sentence) {
        assertThatThrownBy(() -> new RateLimitProperties(perSecond, burst))
                .hasMessageContaining("Expected nudge.api.rate-limit." + sentence);
    }
}
