package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.condition.Change;
import dev.nudge.condition.ConditionReader;
import dev.nudge.condition.Conditions;
import dev.nudge.condition.Conditions.Judgement;
import dev.nudge.condition.Facts;
import dev.nudge.condition.Operator;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.story.Story;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator with every type of value (K1, K2), and the conditions that are refused when an automation is saved
 * (K3).
 */
class OperatorTableTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");

    static Stream<Arguments> operators() {
        return Cases.in("operators.json");
    }

    @ParameterizedTest // K1, K2
    @MethodSource("operators")
    void an_operator_holds_or_not(Map<String, @Nullable Object> each) {
        Conditions conditions = conditions(leaf(each));
        Judgement judgement = conditions.judge(facts(each), now(each), zone(each));
        assertThat(judgement.held()).isEqualTo(Boolean.TRUE.equals(each.get("holds")));
        assertThat(judgement.trace()).singleElement().satisfies(entry -> {
            assertThat(entry.held().json()).isEqualTo(each.get("holds"));
            assertThat(entry.note()).isEqualTo(each.get("note"));
        });
    }

    private static Map<String, @Nullable Object> leaf(Map<String, @Nullable Object> each) {
        Map<String, @Nullable Object> leaf = new LinkedHashMap<>();
        leaf.put("field", "it");
        leaf.put("op", each.get("op"));
        leaf.put("value", each.get("value"));
        return leaf;
    }

    private static Conditions conditions(Map<String, @Nullable Object> leaf) {
        JsonObject object = JsonObject.of(Map.of("conditions", List.of(leaf)));
        Conditions conditions = ConditionReader.ofRequests().read(object, "conditions");
        assertThat(object.violations()).isEmpty();
        return conditions;
    }

    private static Instant now(Map<String, @Nullable Object> each) {
        return each.get("now") == null ? NOW : Story.at(Cases.text(each, "now"));
    }

    /** The zone of dates, days and weeks. */
    private static ZoneId zone(Map<String, @Nullable Object> each) {
        return ZoneId.of(each.get("zone") == null ? "UTC" : Cases.text(each, "zone"));
    }

    /**
     * {@code field} is a JSON value, {@code instant} one of the engine's instants, {@code before} the previous value.
     */
    private static Facts facts(Map<String, @Nullable Object> each) {
        Object actual = each.get("instant") == null
                ? Json.normalized(each.get("field"))
                : Story.at(Cases.text(each, "instant"));
        Object before = Json.normalized(each.get("before"));
        return new Facts() {
            @Override
            public @Nullable Object value(String field) {
                return actual;
            }

            @Override
            public @Nullable Change change(String field) {
                return Objects.equals(before, actual) ? null : new Change(before, actual);
            }
        };
    }

    @Test // K1, K2: the table is complete
    void every_operator_is_in_the_table_with_and_without_a_value() {
        Map<String, List<Map<String, @Nullable Object>>> byOperator = Cases.read("operators.json").stream()
                .collect(Collectors.groupingBy(each -> Cases.text(each, "op")));
        assertThat(byOperator.keySet()).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(Operator.values()).map(Operator::json).toList());
        byOperator.forEach((operator, cases) -> {
            assertThat(cases).as(operator).anyMatch(each -> !each.containsKey("field") && !each.containsKey("instant"));
            assertThat(cases).as(operator).anyMatch(each -> Boolean.TRUE.equals(each.get("holds")));
            assertThat(cases).as(operator).anyMatch(each -> Boolean.FALSE.equals(each.get("holds")));
            if (!operator.startsWith("changed")) {
                assertThat(cases.stream().map(OperatorTableTest::kind).distinct()).as(operator).contains("text",
                        "number",
                        "boolean", "list", "object", "instant");
            }
        });
    }

    private static String kind(Map<String, @Nullable Object> each) {
        return switch (each.get("field")) {
            case String _ -> "text";
            case Number _ -> "number";
            case Boolean _ -> "boolean";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "object";
            case null, default -> each.containsKey("instant") ? "instant" : "missing";
        };
    }

    static Stream<Arguments> refused() {
        return Cases.in("operators-refused.json");
    }

    @ParameterizedTest // K3
    @MethodSource("refused")
    void conditions_that_cannot_be_evaluated_are_refused_with_their_pointer(Map<String, @Nullable Object> each) {
        JsonObject object = JsonObject.of(Map.of("conditions", List.of(Cases.object(each, "condition"))));
        ConditionReader.ofRequests().read(object, "conditions");
        assertThat(object.violations()).anySatisfy(violation -> {
            assertThat(violation.pointer()).isEqualTo("/conditions/0" + each.get("pointer"));
            assertThat(violation.message()).startsWith(Cases.text(each, "says"));
        });
        assertThat(object.violations()).extracting(Violation::pointer).doesNotHaveDuplicates();
    }

    @Test // K3: "at most 256 characters"
    void a_pattern_has_at_most_256_characters() {
        Map<String, @Nullable Object> longest = Map.of("field", "it", "op", "matches", "value", "x".repeat(256));
        assertThat(conditions(longest).elements()).hasSize(1);
        JsonObject object = JsonObject.of(
                Map.of("conditions", List.of(Map.of("field", "it", "op", "matches", "value", "x".repeat(257)))));
        ConditionReader.ofRequests().read(object, "conditions");
        assertThat(object.violations()).extracting(Violation::pointer).containsExactly("/conditions/0/value");
    }
}
