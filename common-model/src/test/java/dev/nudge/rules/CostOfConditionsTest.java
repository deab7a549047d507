package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.condition.Change;
import dev.nudge.condition.Conditions.Judgement;
import dev.nudge.condition.Facts;
import dev.nudge.condition.Truth;
import dev.nudge.json.Violation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conditions of one automation at all their limits are evaluated fast, on any values that events and leads can have
 * (K).
 */
class CostOfConditionsTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");
    /** 2,003 instructions. */
    private static final String LARGE = "(?:(?:a|.)?){1000}x";
    /** They take a few milliseconds; without limits they took minutes. */
    private static final Duration ENOUGH_FOR_ANY_MACHINE = Duration.ofSeconds(30);
    private static final String AN_EVENTS_TEXT = "a".repeat(240_000);
    private static final List<String> AN_EVENTS_LIST = IntStream.range(0, 30_000).mapToObj(i -> "v" + i).toList();

    private static Map<String, @Nullable Object> leaf(String op, @Nullable Object value) {
        Map<String, @Nullable Object> leaf = new LinkedHashMap<>();
        leaf.put("field", "it");
        leaf.put("op", op);
        leaf.put("value", value);
        return leaf;
    }

    private static Map<String, @Nullable Object> automation(List<?> conditions) {
        Map<String, @Nullable Object> automation = new LinkedHashMap<>(
                Cases.resource("/automation-follow-up-24h.json"));
        automation.putAll(Map.of("_id", "a", "organizationId", "acme", "userId", "uma", "version", 1));
        automation.put("conditions", conditions);
        return automation;
    }

    private static Automation stored(List<?> conditions) {
        return AutomationReader.read(automation(conditions)).orThrow();
    }

    private static Judgement judge(List<?> conditions, Object value) {
        return judge(stored(conditions), value);
    }

    private static Judgement judge(Automation automation, Object value) {
        return automation.conditions().judge(new Facts() {
            @Override
            public Object value(String field) {
                return value;
            }

            @Override
            public Change change(String field) {
                return new Change(null, value);
            }
        }, NOW, ZoneOffset.UTC);
    }

    static Stream<Arguments> worst() {
        List<String> thousand = IntStream.range(0, 1_000).mapToObj(i -> "w" + i).toList();
        List<String> almostInstants = Collections.nCopies(180, "2026-04-22T10:00:00x");
        return Stream.of(
                Arguments.of("patterns", Collections.nCopies(2, leaf("matches", LARGE)), AN_EVENTS_TEXT),
                Arguments.of("patterns on a list", Collections.nCopies(2, leaf("matches", LARGE)),
                        Collections.nCopies(30_000, "aaaaaa")),
                Arguments.of("contains", Collections.nCopies(64, leaf("contains", "a".repeat(1_023) + "b")),
                        AN_EVENTS_TEXT),
                Arguments.of("ends", Collections.nCopies(64, leaf("endsWith", "b" + "a".repeat(1_023))),
                        AN_EVENTS_TEXT),
                Arguments.of("in, of lists", Collections.nCopies(64, leaf("in", thousand)), AN_EVENTS_LIST),
                Arguments.of("in, of an instant", Collections.nCopies(64, leaf("in", almostInstants)), NOW),
                Arguments.of("equal, of lists", Collections.nCopies(64, leaf("eq", "w")), AN_EVENTS_LIST),
                Arguments.of("changed, of a large object", Collections.nCopies(64, leaf("changed", null)),
                        Map.of("list", AN_EVENTS_LIST, "text", AN_EVENTS_TEXT)));
    }

    @ParameterizedTest(name = "{0}") // K, K4
    @MethodSource("worst")
    void the_most_expensive_conditions_are_evaluated_in_bounded_time(String what, List<?> conditions, Object value) {
        Automation automation = stored(conditions);
        assertTimeoutPreemptively(ENOUGH_FOR_ANY_MACHINE,
                () -> assertThat(judge(automation, value).trace()).as(what).hasSameSizeAs(conditions));
    }

    @Test // K: "the patterns of one automation are bounded together"
    void patterns_that_are_too_large_together_are_refused_at_the_first_that_exceeds_the_limit() {
        List<?> conditions = List.of(leaf("matches", LARGE),
                Map.of("any", List.of(leaf("matches", LARGE), leaf("matches", LARGE))), leaf("matches", LARGE));
        assertThat(AutomationReader.check(automation(conditions))).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/conditions/1/any/1/value");
            assertThat(violation.code()).isEqualTo(Violation.SIZE);
            assertThat(violation.message()).startsWith("Expected patterns of at most 5000 instructions in all"
                    + " conditions together, but this pattern exceeds the limit");
        });
    }

    @Test // K, S12
    void the_patterns_of_steps_count_as_well() {
        Map<String, @Nullable Object> automation = automation(List.of(leaf("matches", LARGE)));
        automation.put("steps", List.of(Map.of("delay", 1, "unit", "hours", "conditions",
                List.of(leaf("matches", LARGE), leaf("matches", LARGE)))));
        assertThat(AutomationReader.check(automation)).extracting(Violation::pointer)
                .containsExactly("/steps/0/conditions/1/value");
    }

    @Test // K
    void stored_patterns_that_exceed_the_limit_are_read_and_the_conditions_do_not_hold() {
        List<?> patterns = List.of(leaf("matches", LARGE), leaf("matches", LARGE), leaf("matches", LARGE));
        assertThat(judge(List.of(Map.of("any", patterns)), "x").held()).as("one of them holds").isTrue();
        for (List<?> conditions : List.of(patterns, List.of(Map.of("not", Map.of("all", patterns))))) {
            Judgement judgement = judge(conditions, "x");
            assertThat(judgement.held()).isFalse();
            assertThat(judgement.trace().getFirst().held()).isEqualTo(Truth.TRUE);
            assertThat(judgement.trace().getLast().note()).isEqualTo("The patterns of this automation are too large to"
                    + " evaluate. Save the automation with fewer repetitions in its patterns.");
        }
    }

    @Test // K: "judged on the first 4,096 characters"
    void matches_examines_the_first_4096_characters_and_the_other_operators_all() {
        String text = "a".repeat(4_095) + "xy" + "a".repeat(4_096) + "z";
        assertThat(judge(List.of(leaf("matches", "x")), text).held()).isTrue();
        assertThat(judge(List.of(leaf("matches", "y")), text).held()).isFalse();
        assertThat(judge(List.of(leaf("matches", "x$")), text).held()).isTrue();
        for (String op : List.of("contains", "endsWith")) {
            assertThat(judge(List.of(leaf(op, "Z")), text).held()).isTrue();
        }
        assertThat(judge(List.of(leaf("notContains", "z")), text).held()).isFalse();
        assertThat(judge(List.of(leaf("matches", "x")), List.of("a".repeat(4_096), "x")).held())
                .as("of a list its texts together").isFalse();
    }

    @Test // K4
    void a_trace_shows_the_beginning_of_long_values() {
        assertThat(judge(List.of(leaf("exists", null)), Map.of("list", AN_EVENTS_LIST)).trace().getFirst().actual())
                .asString().startsWith("{list=[v0, v1, v2,").hasSize(256);
        assertThat(judge(List.of(leaf("exists", null)), List.of("a", Map.of("b", 1L))).trace().getFirst().actual())
                .isEqualTo(List.of("a", Map.of("b", 1L)));
    }
}
