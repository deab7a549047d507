package dev.nudge.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tables of test cases, one per line. Each case has a "why" that is its name in test reports and in the documentation.
 */
final class Cases {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private Cases() {}

    static Stream<Arguments> in(String file) {
        return read(file).stream().map(each -> Arguments.of(Named.of(name(each), each)));
    }

    static List<Map<String, @Nullable Object>> read(String file) {
        return list("/cases/" + file);
    }

    /** Reads a list of JSON objects from the resources. */
    static List<Map<String, @Nullable Object>> list(String path) {
        return read(path, new TypeReference<>() {
        });
    }

    /** Reads a JSON object from the resources. */
    static Map<String, @Nullable Object> resource(String path) {
        return read(path, new TypeReference<>() {
        });
    }

    private static <T> T read(String path, TypeReference<T> type) {
        try (InputStream stream = Cases.class.getResourceAsStream(path)) {
            return JSON.readValue(Objects.requireNonNull(stream, path), type);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String name(Map<String, @Nullable Object> each) {
        return each.get("why") + (each.containsKey("op") ? " (" + each.get("op") + ")" : "");
    }

    static String text(Map<String, @Nullable Object> each, String name) {
        return (String) Objects.requireNonNull(each.get(name), name);
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(Map<String, @Nullable Object> each, String name) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(each.get(name), name);
    }
}
