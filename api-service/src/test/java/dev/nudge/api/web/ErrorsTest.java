package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.json.Violation;
import dev.nudge.api.support.Description;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The documentation of errors matches the code. */
@ApiTest
public class ErrorsTest {

    private static final Pattern TYPE = Pattern
            .compile("\\| `(urn:nudge:error:[a-z-]+)` \\| (\\d{3}) \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern CODE = Pattern
            .compile("\\| `([a-z-]+)` \\| ([^|]+) \\| `([A-Z]+) ([^`]+)` `([^`]+)` \\|");

    private static final Pattern WARNING = Pattern.compile("^\\| `[A-Z_]+`");

    private final Client admin;

    ErrorsTest(@Autowired Api api) {
        this.admin = api.admin("ada", Api.newOrganization());
    }

    @Test
    void every_type_has_a_line_and_an_example() throws IOException {
        List<Problem> types = Arrays.stream(ProblemType.values()).map(type -> Problem.of(type, "")).toList();

        assertThat(lines(TYPE, "| `urn:").map(line -> line.group(1) + " " + line.group(2)))
                .containsExactlyInAnyOrderElementsOf(
                        types.stream().map(problem -> problem.type() + " " + problem.status()).toList());
        assertThat(text().lines().filter(line -> line.startsWith("{")).map(Json::object)
                .map(example -> example.get("type") + " " + example.get("status") + " " + example.get("title")))
                .containsExactlyInAnyOrderElementsOf(types.stream()
                        .map(problem -> problem.type() + " " + problem.status() + " " + problem.title()).toList());
    }

    @Test
    void the_example_of_a_missing_token_matches_the_response(@Autowired Api api) throws IOException {
        Map<String, ?> answer = api.anonymous().get("/api/automations").isProblem(401,
                "urn:nudge:error:unauthenticated").json();

        assertThat(text()).contains("\"detail\": \"" + answer.get("detail") + "\"");
    }

    @Test
    void every_code_has_a_line() throws IOException {
        assertThat(lines(CODE, "| `").map(line -> line.group(1))).containsExactlyInAnyOrderElementsOf(codes());
    }

    @Test
    void each_line_is_a_sentence_and_contains_an_action() throws IOException {
        assertThat(lines(TYPE, "| `urn:").toList()).allSatisfy(line -> {
            assertThat(line.group(3)).endsWith(".").hasSizeGreaterThan(20);
            assertThat(line.group(4)).endsWith(".");
        });
        assertThat(lines(CODE, "| `").toList())
                .allSatisfy(line -> assertThat(line.group(2)).endsWith(".").hasSizeGreaterThan(20));
    }

    @TestFactory
    Stream<DynamicTest> each_example_causes_its_code_only() throws IOException {
        return lines(CODE, "| `").map(line -> DynamicTest.dynamicTest(line.group(3) + " " + line.group(4) + " "
                + line.group(5) + " answers " + line.group(1), () -> {
                    Answer refused = admin.send(line.group(3), line.group(4), BodyPublishers.ofString(line.group(5)))
                            .isProblem(400, "urn:nudge:error:validation");

                    assertThat(Json.objects(refused.json(), "errors")).isNotEmpty()
                            .allSatisfy(error -> assertThat(error).containsEntry("code", line.group(1)));
                }));
    }

    @Test
    void the_code_of_a_warning_is_documented() throws IOException {
        assertThat(Json.objects(admin.post("/api/automations", Examples.followUp()).is(201).json(), "warnings"))
                .isNotEmpty().extracting(warning -> warning.get("code")).allSatisfy(
                        code -> assertThat(text()).contains("| `" + code + "` | "));
    }

    @Test
    void every_code_of_a_warning_is_documented() throws IOException {
        List<String> described = Description.checkedIn().at("/components/schemas/WarningCode/enum").valueStream()
                .map(JsonNode::stringValue).toList();

        assertThat(described).allSatisfy(code -> assertThat(text()).contains("`" + code + "`"));
    }

    @Test
    void statuses_without_a_type_are_documented() throws IOException {
        List<Integer> untyped = List.of(admin.with("Accept", "text/html").get("/api/automations").status(),
                admin.with("Content-Type", "text/plain").post("/api/automations", "x").status(), 500);

        String paragraph = text().lines().filter(line -> line.contains("`about:blank`")).findFirst().orElseThrow();
        assertThat(Pattern.compile("\\d{3}").matcher(paragraph).results().map(MatchResult::group).map(Integer::valueOf))
                .containsExactlyElementsOf(untyped);
    }

    /** All values of {@code errors[].code}. */
    public static Set<String> codes() {
        return Arrays.stream(Violation.class.getFields()).filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return String.valueOf(field.get(null));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }).collect(Collectors.toSet());
    }

    private static String text() throws IOException {
        return Files.readString(Path.of("../docs/errors.md"));
    }

    /** The lines of a table, which must all have the same form. */
    private static Stream<Matcher> lines(Pattern form, String beginning) throws IOException {
        Predicate<String> inTable = line -> line.startsWith(beginning) && !WARNING.matcher(line).find()
                && line.startsWith("| `urn:") == beginning.startsWith("| `urn:");
        return text().lines().filter(inTable).map(line -> {
            Matcher matcher = form.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            return matcher;
        });
    }
}
