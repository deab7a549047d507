package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecurityPropertiesTest {

    @Test
    void claims_have_their_usual_names_unless_told_otherwise() {
        assertThat(bound(Map.of())).isEqualTo(new SecurityProperties("sub", "org", "roles"));
        assertThat(bound(Map.of("nudge.api.security.user-claim", "uid", "nudge.api.security.organization-claim", "tid",
                "nudge.api.security.roles-claim", "groups"))).isEqualTo(new SecurityProperties("uid", "tid", "groups"));
    }

    private static SecurityProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.api.security",
                SecurityProperties.class);
    }
}
