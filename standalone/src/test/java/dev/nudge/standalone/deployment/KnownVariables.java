package dev.nudge.standalone.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The environment variables that the services bind, from the description of the settings in each jar. */
final class KnownVariables {

    /** Read by {@code DeliverySettings}, which refuses unknown ones. */
    private static final List<String> CHECKED_AT_THE_START = List.of("NUDGE_DELIVERY_CHANNELS_",
            "NUDGE_DELIVERY_PROVIDERS_", "NUDGE_DELIVERY_PUBLIC_URL");

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Set<String> names = new HashSet<>();

    KnownVariables() {
        try {
            for (URL description : Collections.list(KnownVariables.class.getClassLoader()
                    .getResources("META-INF/spring-configuration-metadata.json"))) {
                try (InputStream json = description.openStream()) {
                    MAPPER.readTree(json).path("properties").forEach(this::add);
                }
            }
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private void add(JsonNode property) {
        if (!property.has("deprecation")) {
            String variable = property.path("name").asString().toUpperCase(Locale.ROOT).replace('.', '_');
            names.add(variable.replace("-", ""));
            names.add(variable.replace('-', '_'));
        }
    }

    boolean contains(String variable) {
        return names.contains(variable) || CHECKED_AT_THE_START.stream().anyMatch(variable::startsWith);
    }
}
