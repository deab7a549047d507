package dev.nudge.api.support;

import dev.nudge.api.support.Answer.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Request bodies. */
public final class Examples {

    private Examples() {}

    /** The automation of the original specification, a file of the documentation. */
    public static String followUp() {
        return file("automation-follow-up-24h.json");
    }

    /** The response in its documentation, with the fields that the server sets. */
    public static String ofTheDocument() {
        return file("automation-of-the-document.json");
    }

    private static String file(String name) {
        try (InputStream file = Examples.class.getResourceAsStream("/examples/" + name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String followUpWith(String field, @Nullable Object value) {
        Map<String, @Nullable Object> automation = new LinkedHashMap<>(Json.object(followUp()));
        automation.put(field, value);
        return Json.text(automation);
    }

    public static String statusChange(String leadId) {
        return """
                {"type": "status_change", "leadId": "%s", "data": {"from": "New lead", "to": "Contacted"}}"""
                .formatted(leadId);
    }
}
