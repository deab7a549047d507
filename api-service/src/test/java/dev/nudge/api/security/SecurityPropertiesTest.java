package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecurityPropertiesTest {

    @Test
    void claims_have_standard_names_by_default() {
        assertThat(bound(Map.of())).isEqualTo(new SecurityProperties("sub", "org", "roles", Duration.ofSeconds(10)));
        assertThat(bound(Map.of("nudge.api.security.user-claim", "uid", "nudge.api.security.organization-claim", "tid",
                "nudge.api.security.roles-claim", "groups", "nudge.api.security.key-refresh-interval", "1m")))
                .isEqualTo(new SecurityProperties("uid", "tid", "groups", Duration.ofMinutes(1)));
    }

    @Test
    void a_negative_interval_is_rejected_with_a_message() {
        assertThatThrownBy(() -> bound(Map.of("nudge.api.security.key-refresh-interval", "-1s")))
                .hasStackTraceContaining("Expected nudge.api.security.key-refresh-interval of at least 0s");
    }

    private static SecurityProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.security",
                SecurityProperties.class);
    }
}
