package dev.nudge.infrastructure.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TopicPropertiesTest {

    @Test
    void the_broker_determines_the_replication_when_nothing_is_set() {
        assertThat(bound(Map.of()).replicationFactor()).isNull();
        assertThat(bound(Map.of("nudge.topics.replication-factor", "3")).replicationFactor()).isEqualTo((short) 3);
    }

    @Test
    void a_replication_factor_below_one_is_refused() {
        assertThatThrownBy(() -> bound(Map.of("nudge.topics.replication-factor", "0")))
                .hasRootCauseMessage("Expected nudge.topics.replication-factor to be at least 1 but found 0.");
    }

    private static TopicProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.topics",
                TopicProperties.class);
    }
}
