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
 * What the API refuses although its schemas allow it, since they can't say it: each with the sentence of the description
 * that says it in their place. Schemathesis reads the same file.
 *
 * @param at where in the description
 * @param message of the fault
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

    /** The faults that no sentence of the description explains. */
    public static List<Map<String, @Nullable Object>> unexplained(Answer refusal) {
        return Json.objects(refusal.json(), "errors").stream()
                .filter(fault -> ALL.stream().noneMatch(one -> one.explains(fault))).toList();
    }

    private boolean explains(Map<String, @Nullable Object> fault) {
        return code.equals(fault.get("code")) && message.matcher(String.valueOf(fault.get("message"))).find();
    }

    /** The sentences are where the list says. */
    public static void check(Description description) {
        assertThat(ALL).hasSizeGreaterThan(20).allSatisfy(
                one -> assertThat(description.at(one.at()).path("description").stringValue("").replaceAll("\\s+", " "))
                        .as(one.at()).contains(one.sentence()));
    }
}
