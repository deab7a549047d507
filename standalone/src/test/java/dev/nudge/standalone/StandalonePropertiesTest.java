package dev.nudge.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StandalonePropertiesTest {

    @Test
    void the_defaults_are_the_standard_ports_a_relative_directory_and_no_demo() {
        StandaloneProperties properties = bind(Map.of());
        assertThat(properties).isEqualTo(new StandaloneProperties(9092, 27017, "data", false));
        assertThat(properties.dataDirectory()).isEqualTo(Path.of("data").toAbsolutePath());
    }

    @Test
    void every_property_has_its_documented_name() {
        assertThat(bind(Map.of("nudge.standalone.kafka-port", 1, "nudge.standalone.mongodb-port", 2,
                "nudge.standalone.data-dir", "/elsewhere", "nudge.standalone.demo", true)))
                .isEqualTo(new StandaloneProperties(1, 2, "/elsewhere", true));
    }

    @Test
    void invalid_values_are_refused_with_a_message() {
        assertThatIllegalArgumentException().isThrownBy(() -> new StandaloneProperties(65_536, 0, "data", false))
                .withMessage("Expected nudge.standalone.kafka-port from 0 to 65535 but found 65536.");
        assertThatIllegalArgumentException().isThrownBy(() -> new StandaloneProperties(0, -1, "data", false))
                .withMessage("Expected nudge.standalone.mongodb-port from 0 to 65535 but found -1.");
        assertThatIllegalArgumentException().isThrownBy(() -> new StandaloneProperties(0, 0, " ", false))
                .withMessage("Expected a directory in nudge.standalone.data-dir but found none.");
    }

    private static StandaloneProperties bind(Map<String, Object> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("nudge.standalone",
                StandaloneProperties.class);
    }
}
