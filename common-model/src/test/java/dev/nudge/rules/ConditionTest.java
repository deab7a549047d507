package dev.nudge.rules;

import static dev.nudge.decision.Reason.CONDITIONS;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nudge.condition.TraceEntry;
import dev.nudge.condition.Truth;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conditions (K) and the fields that they can refer to; {@code operators.json} has every operator with every type of
 * value.
 */
class ConditionTest extends Story {

    private static Map<String, Object> leaf(String field, String operator, Object value) {
        return Map.of("field", field, "op", operator, "value", value);
    }

    private static AutomationBuilder when(Object... conditions) {
        return automation().startedBy("lead.updated").with("conditions", List.of(conditions));
    }

    private void fires(AutomationBuilder automation) {
        given(automation);
        receive(updated("city", "Porto").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    private void doesNot(AutomationBuilder automation) {
        given(automation);
        receive(updated("city", "Porto").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(CONDITIONS);
    }

    // ---- lists and groups

    @Test // K
    void an_empty_or_absent_list_holds() {
        fires(automation().startedBy("lead.updated"));
        fires(when());
    }

    @Test // K
    void all_of_the_list_must_hold() {
        fires(when(leaf("city", "eq", "Porto"), leaf("city", "neq", "Faro")));
        doesNot(when(leaf("city", "eq", "Porto"), leaf("city", "eq", "Faro")));
    }

    @Test // K
    void groups_combine_leaves_and_groups() {
        Map<String, Object> porto = leaf("city", "eq", "Porto");
        Map<String, Object> faro = leaf("city", "eq", "Faro");
        fires(when(Map.of("any", List.of(faro, porto))));
        doesNot(when(Map.of("any", List.of(faro, faro))));
        fires(when(Map.of("all", List.of(porto, Map.of("not", faro)))));
        doesNot(when(Map.of("not", Map.of("any", List.of(faro, porto)))));
    }

    @Test // K
    void conditions_are_at_most_8_deep() {
        doesNot(when(nested(8)));
        assertThat(when(nested(9)).refusals()).singleElement().asString()
                .isEqualTo("/conditions/0" + "/not".repeat(8)
                        + ": Expected conditions nested at most 8 deep but found more.");
    }

    private static Map<String, Object> nested(int depth) {
        return depth == 1 ? Map.of("field", "city", "op", "exists") : Map.of("not", nested(depth - 1));
    }

    @Test // K
    void there_are_at_most_64_leaves() {
        List<Map<String, Object>> leaves = IntStream.range(0, 64).mapToObj(i -> leaf("city", "neq", "city " + i))
                .toList();
        fires(when(Map.of("all", leaves)));
        assertThat(when(Map.of("all", leaves), leaf("city", "eq", "Porto")).refusals())
                .containsExactly("/conditions: Expected at most 64 conditions but found 65.");
    }

    // ---- fields of conditions

    @Test // X, K
    void every_fact_is_available_by_name() {
        stranger("ana");
        receive(inbound("Hello").from("ana").on("whatsapp").saying("status", "New lead").saying("ownerId", "olga")
                .saying("phone", PHONE).saying("email", EMAIL).saying("timezone", "Europe/Lisbon")
                .saying("firstName", "Ana").saying("lastName", "Lima").saying("tags", List.of("hot")));
        receive(outbound("Hi").to("ana"), statusChange("New lead", "Contacted").of("ana"));
        given(preferenceOf("olga"));
        given(automation().startedBy("form.submitted")
                .when("status", "eq", "Contacted").when("previousStatus", "eq", "New lead")
                .when("statusChangedAt", "eq", "2026-04-22T10:00:00Z").when("ownerId", "eq", "olga")
                .when("phone", "eq", PHONE).when("email", "eq", EMAIL).when("timezone", "eq", "Europe/Lisbon")
                .when("firstName", "eq", "Ana").when("lastName", "eq", "Lima").when("tags", "eq", "hot")
                .when("createdAt", "eq", "2026-04-22T10:00:00Z").when("lastInboundAt", "eq", "2026-04-22T10:00:00Z")
                .when("lastOutboundAt", "eq", "2026-04-22T10:00:00Z").when("lastInboundChannel", "eq", "whatsapp")
                .when("lastInboundBody", "eq", "Hello").when("inboundCount", "eq", 1).when("outboundCount", "eq", 1)
                .when("followUpCount", "eq", 0).when("lastInboundDirection", "eq", "outbound")
                .when("lastMessageDirection", "eq", "outbound").when("event.type", "eq", "form.submitted")
                .when("event.data.form", "eq", "visit").when("attributes.city", "eq", "Porto")
                .when("city", "eq", "Porto").when("attributes.status", "eq", "Contacted"));
        receive(event("form.submitted").of("ana").data("form", "visit").saying("city", "Porto"));
        assertThat(assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).decision().trace())
                .hasSize(25).allMatch(leaf -> leaf.held() == Truth.TRUE);
    }

    @Test // K
    void engine_fields_hide_custom_attributes_of_the_same_name() {
        receive(updated("inboundCount", 99).of("ana"));
        fires(when(leaf("inboundCount", "eq", 0), leaf("attributes.inboundCount", "eq", 99)));
    }

    @Test // K, S10
    void an_engine_field_and_an_attribute_of_the_same_name_change_independently() {
        given(automation().named("attribute").startedBy("form").when("attributes.inboundCount", "changed"));
        given(automation().named("fact").startedBy("form").when("inboundCount", "changed"));
        given(automation().named("later").startedBy("form").after(hours(1)).when("attributes.inboundCount", "changed")
                .when("inboundCount", "eq", 0));
        receive(event("form").of("ana").saying("inboundCount", 99));
        advance(hours(1));
        assertThatDecisionsFor("ana").of("attribute").are("FIRED IMMEDIATE");
        assertThatDecisionsFor("ana").of("fact").are("SKIPPED CONDITIONS");
        assertThatDecisionsFor("ana").of("later").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    @Test // K, S6
    void the_follow_up_count_is_this_automations_since_the_last_reply() {
        given(automation().named("other").startedBy("lead.updated"));
        given(automation().startedBy("lead.updated").when("followUpCount", "lt", 2));
        receive(updated("score", 1).of("ana"), updated("score", 2).of("ana"), updated("score", 3).of("ana"));
        assertThatDecisionsFor("ana").of("follow-up").are("FIRED IMMEDIATE", "FIRED IMMEDIATE", "SKIPPED CONDITIONS");
        receive(inbound("Hello").from("ana"), updated("score", 4).of("ana"));
        assertThatDecisionsFor("ana").of("follow-up").last().isFiredBecause(IMMEDIATE);
    }

    @Test // K
    void changed_refers_to_the_changes_of_this_event() {
        given(automation().startedBy("lead.updated").when("city", "changed"));
        receive(updated("city", "Porto").of("ana"), updated("city", "Porto").of("ana"),
                updated("score", 1).of("ana"), updated("city", "Faro").of("ana"), updated("city", null).of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED CONDITIONS", "SKIPPED CONDITIONS",
                "FIRED IMMEDIATE", "SKIPPED CONDITIONS");
    }

    @Test // K
    void changedFrom_and_changedTo_compare_the_values() {
        given(automation().named("from").startedBy("status_change").when("status", "changedFrom", "New lead"));
        given(automation().named("to").startedBy("status_change").when("status", "changedTo", "Won"));
        receive(statusChange("New lead").of("ana"), statusChange("Won").of("ana"), statusChange("Lost").of("ana"));
        assertThatDecisionsFor("ana").of("from").are("SKIPPED CONDITIONS", "FIRED IMMEDIATE", "SKIPPED CONDITIONS");
        assertThatDecisionsFor("ana").of("to").are("SKIPPED CONDITIONS", "FIRED IMMEDIATE", "SKIPPED CONDITIONS");
    }

    @Test // K1, S10
    void a_field_that_was_missing_and_is_blank_has_not_changed() {
        given(automation().startedBy("message.received").after(hours(1)).when("city", "changed"));
        receive(updated("score", 1).of("ana"), inbound("Hello").from("ana").saying("city", " "),
                updated("city", "Porto").of("ana"));
        advance(hours(1));
        assertThat(lastTrace()).containsExactly(new TraceEntry("city", "changed", null, "Porto", Truth.FALSE, null));
    }

    @Test // K6
    void on_a_leads_first_event_nothing_has_changed() {
        stranger("ana");
        for (String field : List.of("city", "createdAt", "status", "lastInboundAt", "inboundCount", "email")) {
            given(automation().named(field).startedBy("message.received").when(field, "changed")
                    .sends("hello", "email"));
        }
        receive(inbound("Hello").from("ana").saying("city", "Porto").saying("status", "New lead").saying("email",
                EMAIL));
        assertThatDecisionsFor("ana").are("SKIPPED CONDITIONS", "SKIPPED CONDITIONS", "SKIPPED CONDITIONS",
                "SKIPPED CONDITIONS", "SKIPPED CONDITIONS", "SKIPPED CONDITIONS");
        receive(inbound("Hello").from("ana").saying("city", "Faro"));
        assertThatDecisionsFor("ana").of("city").last().isFiredBecause(IMMEDIATE);
        assertThatDecisionsFor("ana").of("createdAt").last().isSkippedBecause(CONDITIONS);
        assertThatDecisionsFor("ana").of("inboundCount").last().isFiredBecause(IMMEDIATE);
    }

    @Test // K6
    void a_first_status_change_that_names_its_from_has_changed_the_status() {
        stranger("ana");
        given(automation().named("from").startedBy("status_change").when("status", "changedFrom", "New lead")
                .when("status", "changedTo", "Won").sends("hello", "email"));
        receive(statusChange("New lead", "Won").of("ana").saying("email", EMAIL));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        stranger("bob");
        receive(statusChange("Won").of("bob").saying("email", EMAIL));
        assertThatDecisionsFor("bob").last().isSkippedBecause(CONDITIONS);
    }

    @Test // K6, S10
    void a_run_that_the_first_event_starts_remembers_no_changes() {
        stranger("ana");
        given(automation().startedBy("message.received").after(hours(1)).when("city", "changed"));
        receive(inbound("Hello").from("ana").saying("city", "Porto"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS);
    }

    @Test // E4
    void the_spelling_of_a_status_does_not_matter() {
        receive(updated("status", "won ").of("ana"));
        doesNot(when(leaf("status", "notIn", List.of("Won"))));
        doesNot(when(leaf("status", "neq", "WON")));
        fires(when(leaf("status", "eq", "Won"), leaf("status", "in", List.of("Lost", " wOn")),
                leaf("status", "neq", "Lost"), leaf("attributes.status", "eq", "Won")));
    }

    @Test // E4
    void the_previous_status_in_another_spelling_has_not_changed() {
        given(automation().startedBy("status_change").when("previousStatus", "changed"));
        receive(updated("status", "New lead").of("ana"), statusChange("New lead", "Contacted").of("ana"),
                statusChange(" new  LEAD", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED CONDITIONS");
    }

    @Test // E4
    void the_spelling_of_a_previous_status_does_not_matter() {
        given(automation().startedBy("status_change").when("previousStatus", "eq", "new lead")
                .when("status", "changedFrom", "NEW  LEAD").when("status", "changedTo", "won"));
        receive(updated("status", "New lead").of("ana"), statusChange("Won").of("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @Test // E4
    void another_spelling_of_the_same_status_is_no_change() {
        given(automation().startedBy("lead.updated").when("status", "changed"));
        receive(updated("status", "Won").of("ana"), updated("status", "WON ").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED CONDITIONS");
    }

    @Test // K5
    void a_path_reads_nested_objects() {
        given(automation().startedBy("order.placed").when("address.city", "eq", "Porto")
                .when("attributes.address.geo.lat", "gt", 41).when("event.data.order.total", "gte", 100)
                .when("address.street", "notExists").when("event.data.order.total.currency", "notExists")
                .when("city.name", "notExists").when("address", "exists"));
        receive(event("order.placed").of("ana").data("order", Map.of("total", 120)).saying("city", "Porto")
                .saying("address", Map.of("city", "Porto", "geo", Map.of("lat", 41.15))));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @Test // K5
    void a_nested_value_changes_on_its_own() {
        given(automation().startedBy("lead.updated").when("address.city", "changedTo", "Faro"));
        given(automation().named("later").startedBy("lead.updated").after(hours(1)).when("address.city", "changedTo",
                "Faro"));
        receive(updated("address", Map.of("city", "Porto", "zip", "1")).of("ana"));
        advance(hours(2));
        receive(updated("address", Map.of("city", "Porto", "zip", "2")).of("ana"));
        advance(hours(2));
        receive(updated("address", Map.of("city", "Faro", "zip", "2")).of("ana"));
        advance(hours(2));
        assertThatDecisionsFor("ana").of("follow-up").are("SKIPPED CONDITIONS", "SKIPPED CONDITIONS",
                "FIRED IMMEDIATE");
        assertThatDecisionsFor("ana").of("later").are("STARTED TIMER_SET", "CANCELLED CONDITIONS",
                "STARTED TIMER_SET", "CANCELLED CONDITIONS", "STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    @Test // K: "instants ... measured from now"
    void relative_instants_are_measured_from_now() {
        receive(updated("appointmentAt", "2026-04-22T13:00:00+02:00").of("ana"));
        fires(when(leaf("appointmentAt", "lte", "1h"), leaf("appointmentAt", "gt", "59m"),
                leaf("appointmentAt", "between", List.of("-24h", "+1h"))));
        advance(minutes(30));
        doesNot(when(leaf("appointmentAt", "gt", "30m")));
    }

    // ---- K1 to K4

    @ParameterizedTest // K1
    @ValueSource(strings = {"neq", "notContains"})
    void a_missing_field_differs_from_every_value(String operator) {
        fires(when(leaf("missing", operator, "x")));
    }

    @Test // K1
    void a_missing_field_is_in_no_list_and_does_not_exist() {
        fires(when(leaf("missing", "notIn", List.of("x")), Map.of("field", "missing", "op", "notExists")));
    }

    @ParameterizedTest // K1
    @ValueSource(strings = {"eq", "contains", "startsWith", "endsWith", "matches", "changedFrom", "changedTo"})
    void all_other_operators_are_false_for_a_missing_field(String operator) {
        doesNot(when(leaf("missing", operator, "x")));
    }

    @Test // K1: the field is there, and blank
    void a_blank_field_is_missing() {
        receive(updated("note", " \u00a0\t").saying("list", List.of()).saying("object", Map.of()).of("ana"));
        for (String field : List.of("note", "list", "object")) {
            fires(when(Map.of("field", field, "op", "notExists"), leaf(field, "neq", "x")));
            doesNot(when(Map.of("field", field, "op", "exists")));
        }
    }

    @Test // K2
    void a_number_written_as_text_compares_as_a_number() {
        receive(updated("score", "85").of("ana"));
        fires(when(leaf("score", "gte", 50), leaf("score", "eq", 85), leaf("score", "lt", 100)));
        doesNot(when(leaf("score", "lt", 50)));
        receive(updated("score", 5).of("ana"));
        fires(when(leaf("score", "eq", "5"), leaf("score", "in", List.of("5", true))));
        doesNot(when(leaf("score", "neq", "5")));
    }

    @Test // K2
    void a_boolean_written_as_text_compares_as_a_boolean() {
        receive(updated("unsubscribed", "true").of("ana"));
        doesNot(when(leaf("unsubscribed", "neq", true)));
        fires(when(leaf("unsubscribed", "eq", true)));
        receive(updated("unsubscribed", "TRUE").of("ana"));
        doesNot(when(leaf("unsubscribed", "neq", true)));
    }

    @Test // K2: in doubt, nothing is sent
    void the_negation_of_a_leaf_that_is_unknown_does_not_hold() {
        receive(updated("unsubscribed", "yes").of("ana"));
        Map<String, Object> unsubscribed = leaf("unsubscribed", "eq", true);
        doesNot(when(unsubscribed));
        doesNot(when(Map.of("not", unsubscribed)));
        doesNot(when(Map.of("not", Map.of("not", unsubscribed))));
        doesNot(when(leaf("unsubscribed", "neq", true)));
        assertThat(lastTrace()).singleElement().extracting(TraceEntry::held).isEqualTo(Truth.UNKNOWN);
    }

    @Test // K2
    void groups_have_three_values() {
        receive(updated("unsubscribed", "yes").of("ana"));
        Map<String, Object> unknown = leaf("unsubscribed", "eq", true);
        Map<String, Object> right = leaf("city", "eq", "Porto");
        Map<String, Object> wrong = leaf("city", "eq", "Faro");
        fires(when(Map.of("any", List.of(unknown, right))));
        doesNot(when(Map.of("any", List.of(unknown, wrong))));
        doesNot(when(Map.of("not", Map.of("any", List.of(unknown, wrong)))));
        doesNot(when(Map.of("all", List.of(unknown, right))));
        doesNot(when(Map.of("not", Map.of("all", List.of(unknown, right)))));
        fires(when(Map.of("not", Map.of("all", List.of(unknown, wrong)))));
    }

    @Test // K2
    void values_that_cannot_be_compared_make_the_leaf_unknown_and_the_trace_says_so() {
        receive(updated("score", "five").of("ana"));
        doesNot(when(leaf("score", "gt", 3)));
        assertThat(lastTrace()).containsExactly(new TraceEntry("score", "gt", 3L, "five", Truth.UNKNOWN,
                "Expected a number but the field holds a text."));
        receive(updated("score", 5).of("ana"));
        doesNot(when(leaf("score", "notContains", "5")));
        assertThat(lastTrace().getFirst().held()).isEqualTo(Truth.UNKNOWN);
        assertThat(lastTrace().getFirst().note()).isEqualTo("Expected a text but the field holds a number.");
    }

    @Test // K2, W2
    void a_date_begins_in_the_leads_zone() {
        itIs("2026-04-22T03:00:00Z");
        receive(updated("visit", "2026-04-22").of("ana"));
        fires(when(leaf("visit", "lte", "0s")));
        receive(updated("timezone", "America/New_York").of("ana"));
        doesNot(when(leaf("visit", "lte", "0s")));
    }

    @Test // K2
    void on_a_list_field_membership_is_exact() {
        receive(updated("tags", List.of("Hot", "new")).of("ana"));
        fires(when(leaf("tags", "eq", "Hot"), leaf("tags", "neq", "hot"), leaf("tags", "contains", "new"),
                leaf("tags", "notContains", "ne"), leaf("tags", "in", List.of("x", "new"))));
        doesNot(when(leaf("tags", "neq", "Hot")));
        doesNot(when(leaf("tags", "notIn", List.of("x", "new"))));
    }

    @ParameterizedTest // K2
    @ValueSource(ints = {5, 6, 7})
    void between_includes_both_ends(int score) {
        receive(updated("score", score).of("ana"));
        fires(when(leaf("score", "between", List.of(5, 7))));
    }

    @Test // K2: stored before such a range was refused
    void a_stored_range_in_the_wrong_order_holds_nothing() {
        receive(updated("score", 5).of("ana"));
        doesNot(when(leaf("score", "between", List.of(7, 3))));
    }

    @Test // K3
    void conditions_that_cannot_be_evaluated_are_refused_when_the_automation_is_saved() {
        assertThat(when(leaf("city", "like", "P%")).refusals()).singleElement().asString()
                .startsWith("/conditions/0/op: Unknown operator \"like\"; known are eq, neq,");
        assertThat(when(Map.of("none", List.of())).refusals()).singleElement().asString()
                .startsWith("/conditions/0: Expected a condition");
        assertThat(when(leaf("city", "gt", true)).refusals()).containsExactly("/conditions/0/value: The operator \"gt\""
                + " takes a number, an instant, a date or a duration such as -24h but found true.");
    }

    @Test // K4
    void long_values_are_truncated_in_the_trace() {
        receive(updated("notes", "x".repeat(300)).of("ana"));
        doesNot(when(leaf("notes", "eq", "y".repeat(300))));
        assertThat(lastTrace().getFirst().actual()).isEqualTo("x".repeat(256));
        assertThat(lastTrace().getFirst().expected()).isEqualTo("y".repeat(256));
    }

    @Test // K4
    void the_trace_has_every_leaf() {
        doesNot(when(Map.of("any", List.of(leaf("city", "eq", "Porto"), leaf("score", "gt", 1))),
                leaf("city", "eq", "Faro"), Map.of("not", leaf("tags", "eq", "hot"))));
        assertThat(lastTrace()).extracting(TraceEntry::field, TraceEntry::op, TraceEntry::held).containsExactly(
                tuple("city", "eq", Truth.TRUE),
                tuple("score", "gt", Truth.FALSE),
                tuple("city", "eq", Truth.FALSE),
                tuple("tags", "eq", Truth.FALSE));
        assertThat(lastTrace().getFirst())
                .isEqualTo(new TraceEntry("city", "eq", "Porto", "Porto", Truth.TRUE, null));
    }

    private List<TraceEntry> lastTrace() {
        return assertThatDecisionsFor("ana").last().decision().trace();
    }

}
