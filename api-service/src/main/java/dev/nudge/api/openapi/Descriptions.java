package dev.nudge.api.openapi;

import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads descriptions and makes one of them. */
final class Descriptions {

    private Descriptions() {}

    static OpenAPI merged(List<Description> descriptions) {
        Map<String, Object> merged = new LinkedHashMap<>();
        descriptions.stream().flatMap(description -> description.files().stream())
                .forEach(file -> merge(merged, read(file), file));
        OpenAPI api = Json31.mapper().convertValue(merged, OpenAPI.class);
        Conventions.addTo(api);
        return api;
    }

    private static Map<?, ?> read(String file) {
        try (InputStream text = new ClassPathResource(file).getInputStream()) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // keys of what was parsed from YAML are text here
    private static void merge(Map<String, Object> into, Map<?, ?> more, String file) {
        more.forEach((name, value) -> {
            Object known = into.putIfAbsent(String.valueOf(name), value);
            if (known instanceof Map<?, ?> map && value instanceof Map<?, ?> inner) {
                merge((Map<String, Object>) map, inner, file);
            } else if (known instanceof List<?> list && value instanceof List<?> inner) {
                ((List<Object>) list).addAll(inner);
            } else if (known != null) {
                throw new IllegalStateException(
                        "Expected each part of the API's description once but found " + name + " again in " + file);
            }
        });
    }
}
