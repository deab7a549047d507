package dev.nudge.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the API rejects although its schemas allow them, because schemas cannot express the rule: each with the
 * sentence of the description that states the rule. Schemathesis reads the same file.
 *
 * @param at the location in the description
 * @param message the message of the error
 */
public record RefusedAlthoughValid(String at, String sentence, String code, Pattern message) {

    private static final List<RefusedAlthoughValid> ALL = read();

    private static List<RefusedAlthoughValid> read() {
        try (InputStream file = Objects.requireNonNull(
                RefusedAlthoughValid.class.getResourceAsStream("/openapi/refused-although-valid.json"))) {
            List<RefusedAlthoughValid> all = new ArrayList<>();
            Description.json(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .forEach(one -> all.add(new RefusedAlthoughValid(one.get("at").stringValue(),
                            one.get("sentence").stringValue(), one.get("code").stringValue(),
                            Pattern.compile(one.get("message").stringValue(), Pattern.DOTALL))));
            return all;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** The errors that no sentence of the description explains. */
    public static List<Map<String, @Nullable Object>> unexplained(Answer refusal) {
        return Json.objects(refusal.json(), "errors").stream()
                .filter(error -> ALL.stream().noneMatch(one -> one.explains(error))).toList();
    }

    private boolean explains(Map<String, @Nullable Object> error) {
        return code.equals(error.get("code")) && message.matcher(String.valueOf(error.get("message"))).find();
    }

    /** Checks that the sentences are in the listed locations. */
    public static void check(Description description) {
        assertThat(ALL).hasSizeGreaterThan(20).allSatisfy(
                one -> assertThat(description.at(one.at()).path("description").stringValue("").replaceAll("\\s+", " "))
                        .as(one.at()).contains(one.sentence()));
    }
}
