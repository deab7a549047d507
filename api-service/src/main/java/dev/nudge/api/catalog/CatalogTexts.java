package dev.nudge.api.catalog;

import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;

/** The labels and sentences of the catalog, from {@code catalog.json}; there is exactly one for each element. */
final class CatalogTexts {

    private final Map<?, ?> texts;

    private CatalogTexts(Map<?, ?> texts) {
        this.texts = texts;
    }

    static CatalogTexts read() {
        try (InputStream file = new ClassPathResource("catalog.json").getInputStream()) {
            return new CatalogTexts(JsonCodec.readObject(file.readAllBytes()).orThrow());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @param path the names of the sections, and the element's */
    Optional<String> find(String... path) {
        Object found = texts;
        for (String name : path) {
            if (!(found instanceof Map<?, ?> section)) {
                return Optional.empty();
            }
            found = section.get(name);
        }
        return found instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** @throws IllegalStateException when the element has no text */
    String get(String... path) {
        return find(path).orElseThrow(() -> new IllegalStateException(
                "Expected a text at /" + String.join("/", path) + " of catalog.json but found none."));
    }
}
