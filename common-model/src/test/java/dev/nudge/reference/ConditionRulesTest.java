package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K1 to K6, D6: conditions. */
class ConditionRulesTest extends ModelStory {

    @ParameterizedTest // K1, K2, K5
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            score        | eq           | 5                        | true
            score        | eq           | '5'                      | true
            score        | eq           | '5.0'                    | true
            score        | eq           | 'five'                   | unknown
            score        | neq          | 'five'                   | unknown
            score        | neq          | 6                        | true
            score        | eq           | true                     | unknown
            score        | gt           | 4.5                      | true
            score        | gt           | '4.5'                    | true
            score        | gte          | 5                        | true
            score        | lt           | '-24h'                   | unknown
            score        | lte          | 4                        | false
            score        | between      | [5, 6]                   | true
            score        | between      | [4, 4.9]                 | false
            score        | contains     | '5'                      | unknown
            score        | notContains  | '5'                      | unknown
            score        | matches      | '5'                      | unknown
            score        | in           | ['x', 5]                 | true
            score        | in           | ['x', 6]                 | false
            score        | in           | ['x', 'y']               | unknown
            score        | notIn        | ['x', 6]                 | true
            score        | notIn        | ['x', 'y']               | unknown
            rating       | eq           | 85                       | true
            rating       | eq           | '85'                     | true
            rating       | eq           | '85.0'                   | false
            rating       | gt           | 84                       | true
            rating       | gt           | '84'                     | true
            padded       | eq           | 7                        | unknown
            vip          | eq           | true                     | true
            vip          | eq           | 'true'                   | unknown
            answer       | eq           | true                     | true
            answer       | eq           | false                    | false
            answer       | eq           | 'TRUE'                   | false
            city         | eq           | true                     | unknown
            city         | eq           | 'porto'                  | false
            city         | contains     | 'ORT'                    | true
            city         | startsWith   | 'po'                     | true
            city         | endsWith     | 'TO'                     | true
            city         | matches      | 'r[t]'                   | true
            city         | matches      | '^r'                     | false
            city         | gt           | 5                        | unknown
            city         | in           | ['Faro', 'Porto']        | true
            street       | contains     | 'STRASSE'                | true
            tags         | eq           | 'hot'                    | true
            tags         | eq           | 'HOT'                    | false
            tags         | neq          | 'hot'                    | false
            tags         | neq          | 'cold'                   | true
            tags         | eq           | 5                        | false
            tags         | contains     | ' HOT '                  | true
            tags         | notContains  | 'cold'                   | true
            tags         | in           | ['cold', 'hot']          | true
            tags         | startsWith   | 'H'                      | true
            tags         | endsWith     | 'x'                      | false
            tags         | matches      | 'o'                      | true
            unknownField | eq           | 5                        | false
            unknownField | neq          | 5                        | true
            unknownField | gt           | 5                        | false
            unknownField | notIn        | [5]                      | true
            unknownField | notContains  | 'x'                      | true
            unknownField | changed      |                          | false
            unknownField | notExists    |                          | true
            blank        | exists       |                          | false
            blank        | neq          | 'x'                      | true
            emptyList    | exists       |                          | false
            emptyObject  | notExists    |                          | true
            address.city | eq           | 'Faro'                   | true
            attributes.address.city | startsWith | 'f'             | true
            address      | exists       |                          | true
            address      | eq           | 'Faro'                   | unknown
            address.zip  | notExists    |                          | true
            status       | eq           | ' NEW  lead'             | true
            status       | in           | ['won', 'new LEAD']      | true
            status       | contains     | 'EW L'                   | true
            big          | eq           | 12345678901234567890     | true
            big          | eq           | 12345678901234567891     | false
            event.type   | eq           | 'form.submitted'         | true
            event.data.order.total | gte | 10                      | true
            event.data.order.none  | exists |                       | false
            appointment  | withinLast   | '2d'                     | true
            appointment  | withinLast   | '1h'                     | false
            appointment  | olderThan    | '1d'                     | true
            appointment  | gt           | '2026-04-20T00:00:00Z'   | true
            appointment  | lt           | '-1h'                    | true
            appointment  | lt           | '2026-04-22'             | true
            appointment  | gt           | '2026-04-21'             | false
            future       | withinLast   | '2d'                     | false
            future       | olderThan    | '1h'                     | false
            birthday     | lt           | '2026-01-01'             | true
            epoch        | withinLast   | '2d'                     | true
            oldest       | lt           | '1950-01-01'             | true
            tooOld       | lt           | '1950-01-01'             | unknown
            lastInboundAt | exists      |                          | false
            inboundCount | eq           | 0                        | true
            lastInboundDirection | neq  | 'inbound'                | true
            status       | startsWith   | 'new'                    | true
            score        | in           | [4, '5']                 | true
            city         | notIn        | ['Faro', 5]              | true
            tags         | notIn        | ['cold', 'warm']         | true
            score        | gt           | 'abc'                    | unknown
            score        | withinLast   | '2d'                     | unknown
            city         | olderThan    | '2d'                     | unknown
            createdAt    | eq           | '2026-04-22T12:00:00+02:00' | true
            createdAt    | eq           | 'today'                  | unknown
            createdAt    | contains     | '2026'                   | unknown
            """)
    void leaves(String field, String operator, @Nullable String value, String held) {
        receive(updated("score", 5, "rating", "85", "padded", "007", "vip", true, "answer", "True", "city", "Porto",
                "street", "Gro\u00dfe Stra\u00dfe", "tags", List.of("hot", " new"), "blank", " ", "emptyList",
                List.of(),
                "emptyObject", object(), "address", object("city", "Faro"), "status", "New lead", "big",
                new java.math.BigDecimal("12345678901234567890"), "appointment", "2026-04-21T00:00:00Z", "future",
                "2026-04-23T00:00:00Z", "birthday", "1970-02-03", "oldest", "1900-01-01T00:00:00Z", "tooOld",
                "1899-12-31T23:59:59Z", "epoch", 1776800000L));
        automation("event", "form.submitted", "conditions", List.of(leaf(field, operator, parsed(value))));
        receive(event("form.submitted", "order", object("total", 10)));
        assertThat(held()).containsExactly(held);
        assertThat(last()).isEqualTo(held.equals("true") ? "SKIPPED NO_ADDRESS" : "SKIPPED CONDITIONS");
    }

    private List<String> held() {
        return Values.list(lastDecision().get("trace")).stream()
                .map(entry -> String.valueOf(Values.object(entry).get("held"))).toList();
    }

    @Test // K2
    void groups_know_true_false_and_unknown() {
        Map<String, Object> yes = leaf("score", "eq", 5);
        Map<String, Object> no = leaf("score", "eq", 6);
        Map<String, Object> unknown = leaf("score", "eq", "x");
        receive(updated("score", 5, "phone", PHONE));
        assertThat(holds(List.of())).isTrue();
        assertThat(holds(List.of(yes, unknown))).isFalse();
        assertThat(holds(List.of(object("not", unknown)))).isFalse();
        assertThat(holds(List.of(object("any", List.of(unknown, yes))))).isTrue();
        assertThat(holds(List.of(object("not", object("all", List.of(unknown, no)))))).isTrue();
        assertThat(holds(List.of(object("not", object("all", List.of(unknown, yes)))))).isFalse();
        assertThat(holds(List.of(object("not", object("any", List.of(unknown, no)))))).isFalse();
        assertThat(holds(List.of(object("not", no)))).isTrue();
    }

    private boolean holds(List<Map<String, Object>> conditions) {
        automation("event", "form.submitted", "conditions", conditions);
        receive(event("form.submitted"));
        return last().equals("FIRED IMMEDIATE");
    }

    @Test // K2
    void numbers_have_34_digits() {
        receive(updated("n", new java.math.BigDecimal("1.0000000000000000000000000000000001"), "phone", PHONE));
        assertThat(holds(List.of(leaf("n", "gt", 1)))).isFalse();
        receive(updated("n", new java.math.BigDecimal("1.000000000000000000000000000000001"), "phone", PHONE));
        assertThat(holds(List.of(leaf("n", "gt", 1)))).isTrue();
    }

    @Test // K4
    void a_trace_names_every_leaf_and_cuts_long_values() {
        automation("event", "lead.updated", "conditions",
                List.of(leaf("notes", "contains", "y".repeat(300)), leaf("score", "eq", "x"),
                        leaf("city", "exists", null)));
        receive(updated("notes", "x".repeat(300), "score", 1));
        assertThat(lastDecision().get("trace")).isEqualTo(List.of(
                object("field", "notes", "op", "contains", "expected", "y".repeat(256), "actual", "x".repeat(256),
                        "held",
                        false),
                object("field", "score", "op", "eq", "expected", "x", "actual", 1, "held", "unknown"),
                object("field", "city", "op", "exists", "expected", null, "actual", null, "held", false)));
    }

    @Test // K1, E4
    void changes_are_those_of_this_event() {
        receive(updated("status", "New lead", "phone", PHONE, "score", 5));
        assertThat(changes("score", updated("score", "6"))).containsExactly("changed", "from 5", "to 6");
        assertThat(changes("score", updated("score", 6.0))).containsExactly("changed", "to 6");
        assertThat(changes("score", updated("score", 6))).isEmpty();
        assertThat(changes("score", updated("score", null))).isEmpty();
        assertThat(changes("status", updated("status", "NEW LEAD"))).isEmpty();
        assertThat(changes("event.data.x", updated())).isEmpty();
    }

    private List<String> changes(String field, Map<String, Object> event) {
        automation("conditions", List.of(object("any", List.of(leaf(field, "changed", null),
                leaf(field, "changedFrom", 5), leaf(field, "changedTo", 6)))));
        receive(event);
        List<String> held = held();
        List<String> names = List.of("changed", "from 5", "to 6");
        return names.stream().filter(name -> held.get(names.indexOf(name)).equals("true")).toList();
    }

    @Test // E4
    void a_change_of_status_compares_with_the_status_before_the_event_not_with_from() {
        receive(updated("status", "New lead", "phone", PHONE));
        automation("event", "status_change", "conditions", List.of(leaf("status", "changedFrom", "new LEAD")));
        receive(statusChange("Imported", "Contacted"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(statusChange("New lead", "Won"));
        assertThat(last()).isEqualTo("SKIPPED CONDITIONS");
    }

    @Test // K6
    void on_the_event_that_makes_a_lead_known_nothing_has_changed_except_a_named_status() {
        automation("conditions", List.of(leaf("city", "changed", null)));
        receive(updated("city", "Porto", "phone", PHONE));
        assertThat(last()).isEqualTo("SKIPPED CONDITIONS");
        automation("_id", "changes", "event", "status_change", "conditions",
                List.of(leaf("status", "changedFrom", "New lead")));
        receive(statusChange("New lead", "Won"), "leadId", "bea", "lead", object("phone", PHONE));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        automation("_id", "changes", "event", "status_change", "conditions", List.of(leaf("status", "changed", null)));
        receive(statusChange(null, "Won"), "leadId", "cleo", "lead", object("phone", PHONE));
        assertThat(last()).isEqualTo("SKIPPED CONDITIONS");
    }

    @Test // D6, S8
    void days_in_conditions_are_calendar_days_of_the_zone() {
        now = java.time.Instant.parse("2026-03-09T03:00:00Z");
        // Between these instants lie 23 hours, but a calendar day, because clocks were set forward.
        automation("conditions", List.of(leaf("seenAt", "olderThan", "1d")));
        receive(updated("timezone", "America/New_York", "phone", PHONE, "seenAt", "2026-03-08T04:00:00Z"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(updated("seenAt", "2026-03-08T04:00:01Z"));
        assertThat(last()).isEqualTo("SKIPPED CONDITIONS");
        automation("conditions", List.of(leaf("seenAt", "lt", "-24h")));
        receive(updated("seenAt", "2026-03-08T04:00:00Z"));
        assertThat(last()).isEqualTo("SKIPPED CONDITIONS");
        automation("conditions", List.of(leaf("seenAt", "lte", "-1d")));
        receive(updated());
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }

    @Test // K2
    void a_date_alone_is_its_first_instant_in_the_zone() {
        automation("conditions", List.of(leaf("day", "eq", "2026-04-22"), leaf("createdAt", "gt", "2026-04-22")));
        receive(updated("timezone", "Asia/Kolkata", "phone", PHONE, "day", "2026-04-22"), "occurredAt",
                "2026-04-21T18:30:01Z");
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }
}
