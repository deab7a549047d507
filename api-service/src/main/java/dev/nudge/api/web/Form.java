package dev.nudge.api.web;

import dev.nudge.json.Json;
import dev.nudge.json.Violation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a form or of a query ({@code application/x-www-form-urlencoded}, in UTF-8), read without the
 * servlet container, which would mix those of the body with those of the URL.
 *
 * @param parameters the values of each parameter, in the order in which they were sent
 */
public record Form(Map<String, List<String>> parameters) {

    /**
     * @param text null: no parameters
     * @throws ProblemException when the text is not encoded as a form
     */
    public static Form parse(@Nullable String text) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                parameters.computeIfAbsent(decoded(parts[0]), _ -> new ArrayList<>())
                        .add(parts.length == 1 ? "" : decoded(parts[1]));
            }
        }
        return new Form(parameters);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw ProblemException.invalid("", Violation.FORMAT,
                    "Expected a percent-encoded form but found \"" + Json.cut(text, 60) + "\".");
        }
    }

    /** The first value of a parameter; empty when it is absent or blank. */
    public Optional<String> text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst()).filter(value -> !value.isBlank());
    }

    /** @throws ProblemException when the parameter is absent or blank */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> ProblemException.invalid("/" + name, Violation.REQUIRED,
                "\"" + name + "\" is required."));
    }
}
