package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.AutomationReader;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Malformed input is refused with a sentence that names the field, with the right pointer, and never with an exception.
 */
class BadInputTest {

    private static final Map<String, ?> EVENT = Map.of("id", "evt-1", "type", "status_change", "organizationId", "acme",
            "leadId", "ana", "occurredAt", "2026-04-22T10:14:00Z", "data", Map.of("from", "New lead", "to", "Won"),
            "lead", Map.of("phone", "+14155551234"));

    private static List<Violation> refusals(Map<String, ? extends @Nullable Object> event) {
        return switch (LeadEventReader.read(event)) {
            case Reading.Understood<LeadEvent> _ -> List.of();
            case Reading.Refused<LeadEvent>(var violations) -> violations;
        };
    }

    static Stream<Arguments> events() {
        return Cases.in("bad-events.json");
    }

    @ParameterizedTest // E1 to E4, E6
    @MethodSource("events")
    void a_malformed_event_is_refused(Map<String, @Nullable Object> each) {
        assertThat(refusals(EVENT)).isEmpty();
        assertRefused(refusals(Document.changed(EVENT, each)), each);
    }

    static Stream<Arguments> automations() {
        return Cases.in("bad-automations.json");
    }

    @ParameterizedTest // K3, S1, S5, S6, S8, W1, F1, F2
    @MethodSource("automations")
    void a_malformed_automation_is_refused(Map<String, @Nullable Object> each) {
        assertThat(AutomationReader.check(example())).isEmpty();
        assertRefused(AutomationReader.check(Document.changed(example(), each)), each);
    }

    private static Map<String, @Nullable Object> example() {
        return Cases.resource("/automation-follow-up-24h.json");
    }

    private static void assertRefused(List<Violation> violations, Map<String, @Nullable Object> each) {
        assertThat(violations).anySatisfy(violation -> {
            assertThat(violation.pointer()).isEqualTo(each.get("pointer"));
            assertThat(violation.message()).startsWith(Cases.text(each, "says"));
        });
        assertThat(violations).extracting(Violation::pointer).doesNotHaveDuplicates();
        assertThat(violations).allSatisfy(violation -> assertThat(violation.message()).endsWith("."));
    }

    @Test
    void all_violations_are_reported_at_once() {
        Map<String, @Nullable Object> automation = new HashMap<>(example());
        automation.put("name", 5);
        automation.put("maxTransitions", 0);
        automation.put("schedule", Map.of("start", "9", "end", "18:00", "zone", "UTC"));
        automation.put("conditions", List.of(Map.of("field", "a", "op", "is"), Map.of("op", "exists")));
        assertThat(AutomationReader.check(automation)).extracting(Violation::pointer).containsExactlyInAnyOrder("/name",
                "/maxTransitions", "/schedule/start", "/schedule/zone", "/conditions/0/op", "/conditions/1/field");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 1_000})
    void nesting_beyond_the_limit_is_refused(int depth) {
        assertThat(LeadEventReader.read(with("lead", Map.of("deep", deep(depth)))).orThrow().notes()).isEmpty();
        assertThat(refusals(with("data", Map.of("to", "Won", "deep", deep(depth))))).extracting(Violation::toString)
                .containsExactly("/data/deep: Expected at most 32 levels in \"deep\" but found more.");
        for (String field : List.of("conditions", "schedule", "actions", "name", "description", "sourceStatuses",
                "maxTransitions", "timerLogic", "cancelOn", "userSmsNotification", "unknown")) {
            for (Object value : List.of(deep(depth), List.of(deep(depth)))) {
                Map<String, @Nullable Object> automation = new HashMap<>(example());
                automation.put(field, value);
                assertThat(AutomationReader.check(automation)).as(field).isNotEmpty()
                        .allSatisfy(violation -> assertThat(violation.message()).hasSizeLessThan(500));
            }
        }
        Map<String, @Nullable Object> automation = new HashMap<>(example());
        automation.put("conditions", List.of(Map.of("field", "a", "op", "eq", "value", deep(depth))));
        assertThat(AutomationReader.check(automation)).extracting(Violation::pointer).contains("/conditions/0/value");
        automation.put("conditions", List.of(nested(depth)));
        assertThat(AutomationReader.check(automation)).extracting(Violation::message)
                .containsExactly("Expected conditions nested at most 8 deep but found more.");
    }

    private static Map<String, @Nullable Object> with(String field, Object value) {
        Map<String, @Nullable Object> event = new HashMap<>(EVENT);
        event.put(field, value);
        return event;
    }

    private static Object deep(int depth) {
        Object value = "x";
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("a", value);
        }
        return value;
    }

    private static Map<String, Object> nested(int depth) {
        Map<String, Object> condition = Map.of("field", "a", "op", "exists");
        for (int i = 1; i < depth; i++) {
            condition = Map.of("not", condition);
        }
        return condition;
    }

    @Test // E2: the nesting that can be stored
    void thirty_two_levels_are_accepted() {
        assertThat(LeadEventReader.read(with("lead", Map.of("deep", deep(31)))).orThrow().notes()).isEmpty();
    }

    static Stream<Arguments> notes() {
        return Cases.in("event-notes.json");
    }

    @ParameterizedTest // N, E1, E2, E4
    @MethodSource("notes")
    void a_value_without_a_meaning_never_loses_the_event(Map<String, @Nullable Object> each) {
        LeadEvent event = LeadEventReader.read(Document.changed(EVENT, each)).orThrow();
        assertThat(event.notes().stream().map(note -> note.note() + " " + note.field()).toList())
                .isEqualTo(each.get("notes"));
        if (each.containsKey("lead")) {
            assertThat(event.lead()).isEqualTo(each.get("lead"));
        }
    }

    @Test // N: what the engine reads from the topic has the same notes
    void notes_survive_the_topic() {
        LeadEvent event = LeadEventReader.read(with("occurredAt", "yesterday")).orThrow();
        assertThat(LeadEventReader.read(event.toJson()).orThrow()).isEqualTo(event);
    }

    @Test
    void an_unpaired_surrogate_is_replaced_and_a_nul_in_a_text_is_kept() {
        Map<String, @Nullable Object> event = with("lead",
                Map.of("firstName", "Ana \ud83d", "city", "\ude00Porto\u0000", "smile", "\ud83d\ude00", "\ud83d", "x"));
        assertThat(LeadEventReader.read(event).orThrow().lead()).isEqualTo(Map.of("firstName", "Ana \ufffd", "city",
                "\ufffdPorto\u0000", "smile", "\ud83d\ude00", "\ufffd", "x"));
    }

    @Test
    void unknown_fields_of_an_event_are_ignored() {
        assertThat(refusals(with("unheardOf", List.of()))).isEmpty();
    }

    @Test
    void a_stored_document_requires_the_fields_that_the_server_sets() {
        assertThat(AutomationReader.read(example())).isInstanceOfSatisfying(Reading.Refused.class,
                refused -> assertThat(refused.reason()).contains("/_id: \"_id\" is required.",
                        "/organizationId: \"organizationId\" is required.", "/userId: \"userId\" is required."));
    }

    @Test
    void a_timer_due_requires_all_its_fields() {
        Map<String, Object> data = new LinkedHashMap<>(
                Map.of("automationId", "a", "run", 1, "followUp", 1, "dueAt", "2026-04-22T10:14:00Z"));
        List<String> pointers = new ArrayList<>();
        for (String field : List.of("automationId", "run", "followUp", "dueAt")) {
            for (Object value : List.of("", "x", -1, 1.5, true, List.of(), Map.of())) {
                Map<String, Object> invalid = new LinkedHashMap<>(data);
                invalid.put(field, value);
                Map<String, @Nullable Object> event = with("data", invalid);
                event.put("type", "timer.due");
                if (field.equals("automationId") && value.equals("x")) {
                    continue;
                }
                assertThat(refusals(event)).as("%s = %s", field, value).extracting(Violation::pointer)
                        .contains("/data/" + field);
                pointers.add(field);
            }
            Map<String, Object> without = new LinkedHashMap<>(data);
            without.remove(field);
            Map<String, @Nullable Object> event = with("data", without);
            event.put("type", "timer.due");
            assertThat(refusals(event)).extracting(Violation::message).contains("\"" + field + "\" is required.");
        }
        assertThat(pointers).hasSize(27);
    }
}
