package dev.nudge.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads descriptions and merges them. */
final class Descriptions {

    private Descriptions() {}

    static OpenAPI merged(List<Description> descriptions) {
        Map<String, Object> merged = new LinkedHashMap<>();
        descriptions.stream().flatMap(description -> description.files().stream())
                .forEach(file -> merge(merged, read(file), file));
        OpenAPI api = Json31.mapper().convertValue(merged, OpenAPI.class);
        restoreExamples(api, new ObjectMapper().valueToTree(merged));
        Conventions.addTo(api);
        return api;
    }

    /** The conversion omits nulls, also in examples, which may require them. */
    private static void restoreExamples(OpenAPI api, JsonNode written) {
        api.getComponents().getResponses().forEach((name, response) -> restoreExamples(response,
                written.path("components").path("responses").path(name)));
        api.getPaths().forEach((path, routes) -> routes.readOperationsMap().forEach((method, operation) -> operation
                .getResponses().forEach((status, response) -> restoreExamples(response, written.path("paths").path(path)
                        .path(method.name().toLowerCase(Locale.ROOT)).path("responses").path(status)))));
    }

    private static void restoreExamples(ApiResponse response, JsonNode written) {
        if (response.getContent() != null) {
            response.getContent().forEach((type, body) -> written.path("content").path(type).optional("example")
                    .ifPresent(body::setExample));
        }
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
                        "Expected each part of the API description once but found " + name + " again in " + file);
            }
        });
    }
}
