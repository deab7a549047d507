package dev.nudge.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages of settings have every property with its default. */
final class SettingsPageTest {

    private static final Pattern LINE = Pattern.compile("(?m)^\\| `(nudge\\.[a-z.-]+)` \\| (none|`[^`]+`)");
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void every_setting_has_a_line_with_its_default() throws IOException {
        List<String> lines = Stream.concat(lines("settings.md"), lines("delivery-settings.md"))
                .filter(line -> !line.startsWith("nudge.delivery.public-url ")) // DeliverySettings reads and checks it
                .toList();

        assertThat(lines).containsExactlyInAnyOrderElementsOf(settings());
    }

    private static Stream<String> lines(String page) throws IOException {
        return LINE.matcher(Files.readString(Path.of("../docs", page))).results().map(SettingsPageTest::line).toList()
                .stream();
    }

    private static String line(MatchResult line) {
        return line.group(1) + " " + line.group(2).replace("`", "");
    }

    /** From the description of the settings in each jar. */
    private static List<String> settings() throws IOException {
        List<String> settings = new ArrayList<>();
        for (URL description : Collections.list(SettingsPageTest.class.getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream json = description.openStream()) {
                for (JsonNode property : MAPPER.readTree(json).path("properties")) {
                    String name = property.path("name").asString();
                    if (name.startsWith("nudge.")) {
                        settings.add(name + " " + property.path("defaultValue").asString("none"));
                    }
                }
            }
        }
        return settings;
    }
}
