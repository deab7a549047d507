package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.reference.ReferenceModel.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One main scenario per rule, to find errors in the model itself. */
class ReferenceModelTest {
    private final ReferenceModel model = new ReferenceModel();
    private Instant now = Instant.parse("2026-04-22T10:00:00Z");
    private int events;

    // ---- E: lead events

    @Test // E1
    void an_event_has_the_producers_time_but_never_after_its_record_and_never_decreasing() {
        receive(inbound("hi"), "occurredAt", "2026-04-22T09:00:00.1239Z");
        assertThat(conversation()).containsEntry("lastInboundAt", "2026-04-22T09:00:00.123Z").containsEntry("createdAt",
                "2026-04-22T09:00:00.123Z");
        receive(inbound("hi"), "occurredAt", "2030-01-01T00:00:00Z");
        assertThat(conversation()).containsEntry("lastInboundAt", "2026-04-22T10:00:00.000Z");
        receive(inbound("older"), "occurredAt", "2026-04-22T08:00:00Z");
        assertThat(conversation()).containsEntry("lastInboundAt", "2026-04-22T10:00:00.000Z")
                .containsEntry("createdAt", "2026-04-22T09:00:00.123Z")
                .containsEntry("lastInboundBody", "older").containsEntry("inboundCount", 3);
    }

    @Test // E2
    void attributes_are_merged_and_null_removes_one() {
        receive(updated("status", "New lead", "city", "Porto", "timezone", "Europe/Lisbon"));
        receive(updated("city", null, "timezone", "Mars/Phobos", "score", 7));
        assertThat(attributes()).containsOnly(Map.entry("status", "New lead"), Map.entry("timezone", "Europe/Lisbon"),
                Map.entry("score", 7));
    }

    @Test // E1, E2, E4, E6
    void an_invalid_event_is_refused_and_changes_nothing() {
        receive(object("type", "lead.updated", "data", "text"));
        receive(object("type", "Not a type"));
        receive(object("type", "status_change", "data", object("from", "New lead")));
        receive(updated("phone", 5));
        receive(updated("tags", "hot"));
        receive(updated("$where", "1"));
        receive(updated("a.b", "1"));
        receive(object("type", "lead.updated", "organizationId", "no spaces"));
        receive(object("type", "lead.updated", "id", null));
        receive(updated("notes", "x".repeat(70_000)));
        assertThat(model.refused()).hasSize(10);
        assertThat(model.lead("org-a", "ana")).isEmpty();
    }

    @Test // E3, X1, X2
    void the_last_direction_is_known_with_and_without_this_engines_messages() {
        automation("event", "form.submitted");
        receive(updated("phone", "+14155550100"));
        receive(inbound("hi"));
        receive(event("form.submitted"));
        assertThat(conversation()).containsEntry("lastInboundDirection", "inbound")
                .containsEntry("lastMessageDirection", "outbound").containsEntry("outboundCount", 0)
                .doesNotContainKey("lastOutboundAt");
        receive(inbound("thanks"));
        receive(event("message.sent", "origin", "automation", "channel", "sms"));
        assertThat(conversation()).containsEntry("lastMessageDirection", "inbound");
        receive(event("message.sent", "channel", "sms"));
        assertThat(conversation()).containsEntry("lastInboundDirection", "outbound").containsEntry("outboundCount", 1);
    }

    @Test // E4, S3
    void a_status_change_to_the_same_status_is_no_transition() {
        automation("triggerType", "status_change", "sourceStatuses", List.of("New lead"));
        receive(updated("status", "New lead"));
        receive(statusChange("New lead", "New lead"));
        assertThat(lastDecision()).containsEntry("outcome", "SKIPPED").containsEntry("reason", "NO_TRANSITION");
        receive(event("status_change", "to", "Contacted"));
        assertThat(lastDecision()).containsEntry("outcome", "FIRED");
        assertThat(attributes()).containsEntry("status", "Contacted");
        assertThat(conversation()).containsEntry("previousStatus", "New lead");
        receive(statusChange("Contacted", "Won"));
        assertThat(lastDecision()).containsEntry("reason", "SOURCE_STATUS");
    }

    @Test // E5
    void a_repeated_event_changes_nothing() {
        automation("event", "message.received");
        Map<String, Object> event = inbound("hi");
        event.put("id", "same");
        receive(event);
        receive(event);
        assertThat(model.decisions()).hasSize(1);
        assertThat(conversation()).containsEntry("inboundCount", 1);
    }

    @Test // E7
    void now_never_decreases_for_a_lead() {
        automation("event", "message.received");
        receive(updated("city", "Porto"));
        now = now.minusSeconds(60);
        receive(inbound("hi"));
        assertThat(lastDecision()).containsEntry("at", "2026-04-22T10:00:00.000Z");
        assertThat(conversation()).containsEntry("lastInboundAt", "2026-04-22T09:59:00.000Z");
    }

    // ---- K: conditions

    @ParameterizedTest // K1, K2
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            score      | eq           | 5                        | true
            score      | eq           | '5'                      | false
            score      | neq          | '5'                      | true
            score      | gt           | 4.5                      | true
            score      | gte          | 5                        | true
            score      | lt           | '-24h'                   | false
            score      | between      | [5, 6]                   | true
            score      | between      | [4, 4.9]                 | false
            score      | contains     | '5'                      | false
            score      | notContains  | '5'                      | false
            city       | contains     | 'ORT'                    | true
            city       | startsWith   | 'po'                     | true
            city       | endsWith     | 'TO'                     | true
            city       | eq           | 'porto'                  | false
            city       | matches      | 'r[t]'                   | true
            city       | matches      | '^r'                     | false
            city       | in           | ['Faro', 'Porto']        | true
            city       | notIn        | ['Faro', 'Porto']        | false
            tags       | eq           | 'hot'                    | true
            tags       | neq          | 'hot'                    | false
            tags       | contains     | 'HOT'                    | false
            tags       | notContains  | 'cold'                   | true
            tags       | in           | ['cold', 'hot']          | true
            tags       | startsWith   | 'h'                      | false
            meeting    | gt           | '2026-04-22T11:00:00+02:00' | true
            meeting    | lte          | '30m'                    | true
            meeting    | lt           | '30m'                    | false
            lastInboundAt | withinLast | '1h'                    | true
            lastInboundAt | olderThan | '1h'                     | false
            lastInboundAt | olderThan | '59m'                    | true
            city       | withinLast   | '1h'                     | false
            nothing    | eq           | 'x'                      | false
            nothing    | neq          | 'x'                      | true
            nothing    | notIn        | ['x']                    | true
            nothing    | notContains  | 'x'                      | true
            nothing    | notExists    |                          | true
            nothing    | lt           | 5                        | false
            city       | exists       |                          | true
            city       | changed      |                          | true
            score      | changed      |                          | false
            city       | changedFrom  | 'Faro'                   | true
            city       | changedTo    | 'Faro'                   | false
            attributes.city  | eq     | 'Porto'                  | true
            event.type       | eq     | 'lead.updated'           | true
            event.data.size  | gte    | 2                        | true
            inboundCount     | eq     | 1                        | true
            """)
    void each_operator(String field, String operator, @Nullable String value, boolean holds) {
        automation("event", "lead.updated", "conditions",
                List.of(object("field", field, "op", operator, "value", value == null ? null : parsed(value))));
        receive(updated("city", "Faro", "score", 5.0, "gone", 1));
        receive(inbound("hi"));
        now = now.plus(Duration.ofHours(1));
        Map<String, Object> event = updated("city", "Porto", "score", 5, "tags", List.of("hot", "new"), "meeting",
                "2026-04-22T11:30:00.000Z", "gone", null);
        event.put("data", object("size", 2));
        receive(event);
        assertThat(lastDecision()).containsEntry("outcome", holds ? "FIRED" : "SKIPPED");
        assertThat(Values.list(lastDecision().get("trace"))).hasSize(1);
    }

    @Test // K4
    void every_leaf_is_in_the_trace_even_if_the_first_one_fails() {
        Map<String, Object> won = object("field", "status", "op", "eq", "value", "Won");
        Map<String, Object> porto = object("field", "city", "op", "eq", "value", "Porto");
        automation("event", "lead.updated", "conditions",
                List.of(won, object("not", object("any", List.of(won, porto)))));
        receive(updated("city", "P".repeat(300)));
        assertThat(Values.list(lastDecision().get("trace"))).extracting(leaf -> Values.object(leaf).get("held"))
                .containsExactly(false, false, false);
        assertThat(Values.list(lastDecision().get("trace"))).extracting(leaf -> Values.object(leaf).get("actual"))
                .containsExactly(null, null, "P".repeat(256));
    }

    // ---- S: starting a run

    @Test // S1
    void only_inbound_messages_start_a_run_and_own_messages_do_not() {
        automation("event", "message.received", "triggerType", "message.sent");
        receive(event("message.received", "direction", "outbound"));
        receive(event("message.sent", "origin", "automation"));
        receive(event("message.sent", "origin", "person"));
        assertThat(reasons()).containsExactly("NOT_INBOUND", "OWN_MESSAGE", "IMMEDIATE");
    }

    @Test // S4
    void the_owners_preference_applies_and_without_an_owner_the_creators() {
        automation("event", "lead.updated");
        receive(updated("ownerId", "ben"));
        assertThat(lastDecision()).containsEntry("reason", "NO_PREFERENCE").containsEntry("userAsked", "ben");
        model.preference("org-a", "ben", "auto", object("enabled", false));
        receive(updated());
        assertThat(lastDecision()).containsEntry("reason", "PREFERENCE_OFF");
        receive(updated("ownerId", null));
        assertThat(lastDecision()).containsEntry("reason", "IMMEDIATE").containsEntry("userAsked", "creator");
        model.preference("org-b", "eve", "auto", object("enabled", true));
        receive(updated("ownerId", "eve"));
        assertThat(lastDecision()).containsEntry("reason", "NO_PREFERENCE");
    }

    @Test // S5, S6
    void runs_are_limited_in_total_and_follow_ups_until_the_lead_replies() {
        automation("event", "lead.updated", "maxTransitions", 3, "maxFollowUpCount", 2);
        receive(updated());
        receive(updated());
        receive(updated());
        receive(inbound("hi"));
        receive(updated());
        receive(updated());
        assertThat(reasons()).containsExactly("IMMEDIATE", "IMMEDIATE", "MAX_FOLLOW_UPS", "IMMEDIATE",
                "MAX_TRANSITIONS");
        assertThat(model.decisions()).extracting(decision -> decision.get("run")).containsExactly(1, 2, null, 3, null);
    }

    @ParameterizedTest // S8
    @CsvSource({"2026-03-07T12:00:00Z, 1, days, 2026-03-08T11:00:00.000Z", // a short day
            "2026-03-07T07:30:00Z, 1, days, 2026-03-08T07:00:00.000Z", // in the gap: the first instant after it
            "2026-10-31T05:30:00Z, 1, days, 2026-11-01T05:30:00.000Z", // 01:30 occurs twice: the earlier
            "2026-03-01T07:30:00Z, 1, weeks, 2026-03-08T07:00:00.000Z",
            "2026-03-07T12:00:00Z, 24, hours, 2026-03-08T12:00:00.000Z",
            "2026-03-07T12:00:00Z, 90, seconds, 2026-03-07T12:01:30.000Z",
            "2026-03-07T12:00:00Z, 90, minutes, 2026-03-07T13:30:00.000Z"})
    void delays_are_added_to_now_and_days_are_calendar_days(String start, int delay, String unit, String dueAt) {
        timerAutomation(delay, unit);
        now = Instant.parse(start);
        receive(updated("timezone", "America/New_York"));
        assertThat(lastDecision()).containsEntry("reason", "TIMER_SET").containsEntry("dueAt", dueAt)
                .containsEntry("zone", "America/New_York")
                .containsEntry("zoneFrom", "lead").containsEntry("run", 1).containsEntry("followUp", 1);
    }

    @Test // S8, D2
    void a_timer_that_is_off_starts_no_run_and_ends_waiting_runs() {
        timerAutomation(1, "hours");
        receive(updated());
        automation("event", "lead.updated", "triggerLogicType", "timer", "timerLogic",
                object("enabled", false, "delay", 1, "unit", "hours"));
        receive(updated());
        advance(Duration.ofHours(1));
        assertThat(reasons()).containsExactly("TIMER_SET", "TIMER_OFF", "TIMER_OFF");
        assertThat(lastDecision()).containsEntry("outcome", "CANCELLED");
    }

    @Test // S10
    void conditions_at_due_time_refer_to_the_event_that_started_the_run() {
        timerAutomation(1, "hours", "conditions",
                List.of(object("field", "event.data.form", "op", "eq", "value", "contact"),
                        object("field", "city", "op", "changedFrom", "value", "Faro"),
                        object("field", "event.type", "op", "eq", "value", "lead.updated")));
        receive(event("other.type"), "lead", object("city", "Faro"));
        Map<String, Object> event = updated("city", "Porto");
        event.put("data", object("form", "contact"));
        receive(event);
        receive(event("other.type"), "lead", object("city", "Lisbon"));
        advance(Duration.ofHours(1));
        assertThat(lastDecision()).containsEntry("reason", "TIMER_DUE").containsEntry("eventType", "timer.due");
    }

    // ---- C: waiting runs

    @Test // C1
    void an_event_that_could_start_a_run_restarts_the_waiting_one() {
        timerAutomation(1, "hours", "event", "message.received", "maxTransitions", 1);
        receive(inbound("one"));
        advance(Duration.ofMinutes(59));
        receive(inbound("two"));
        advance(Duration.ofMinutes(59));
        assertThat(reasons()).containsExactly("TIMER_SET", "TIMER_RESTARTED");
        assertThat(lastDecision()).containsEntry("run", 1).containsEntry("outcome", "STARTED").containsEntry("dueAt",
                "2026-04-22T11:59:00.000Z");
        advance(Duration.ofMinutes(1));
        assertThat(lastDecision()).containsEntry("reason", "TIMER_DUE");
    }

    @Test // C2, C4
    void a_reply_before_the_delay_ends_the_run_unless_cancelOn_excludes_it() {
        timerAutomation(1, "hours");
        receive(updated());
        receive(inbound("Yes please"));
        assertThat(lastDecision()).containsEntry("outcome", "CANCELLED").containsEntry("reason", "REPLIED")
                .containsEntry("run", 1).containsEntry("followUp", 1);
        timerAutomation(1, "hours", "cancelOn", List.of("status_change"));
        receive(updated());
        receive(inbound("Yes please"));
        advance(Duration.ofHours(1));
        assertThat(lastDecision()).containsEntry("reason", "TIMER_DUE").containsEntry("run", 2);
    }

    @Test // C3
    void another_status_than_at_the_start_ends_the_run() {
        timerAutomation(1, "hours");
        receive(updated("status", "New lead"));
        receive(event("other.type"), "lead", object("status", "New lead"));
        assertThat(model.waiting()).hasSize(1);
        receive(event("other.type"), "lead", object("status", "Won"));
        assertThat(lastDecision()).containsEntry("reason", "STATUS_MOVED");
        assertThat(model.waiting()).isEmpty();
    }

    @Test // C5
    void an_edited_automation_uses_its_newest_definition_and_a_deleted_one_sends_nothing() {
        timerAutomation(1, "hours");
        receive(updated("phone", "+1"));
        timerAutomation(9, "hours", "actions",
                object("sendMessage", List.of(object("template", "hello", "channel", "whatsapp"))));
        advance(Duration.ofHours(1));
        assertThat(lastMessage()).containsEntry("channel", "whatsapp").containsEntry("automationVersion", 2);
        receive(inbound("thanks"));
        receive(updated());
        model.deleteAutomation("org-a", "auto", 3);
        advance(Duration.ofHours(9));
        assertThat(lastDecision()).containsEntry("outcome", "CANCELLED").containsEntry("reason", "AUTOMATION_DELETED")
                .containsEntry("run", 2);
        assertThat(model.messages()).hasSize(1);
    }

    // ---- D: due timers

    @Test // D1
    void a_timer_fires_once_and_never_early_and_only_if_it_matches_the_run() {
        timerAutomation(1, "hours");
        receive(updated());
        Timer timer = model.waiting().getFirst();
        now = timer.dueAt().minusMillis(1);
        deliver(timer);
        assertThat(reasons()).containsExactly("TIMER_SET");
        now = timer.dueAt();
        deliver(new Timer("org-a", "ana", "auto", 2, 1, timer.dueAt(), 1));
        deliver(new Timer("org-a", "ana", "auto", 1, 2, timer.dueAt(), 1));
        deliver(new Timer("org-a", "ana", "auto", 1, 1, timer.dueAt().minusMillis(1), 1));
        assertThat(reasons()).containsExactly("TIMER_SET");
        deliver(timer);
        deliver(timer);
        assertThat(reasons()).containsExactly("TIMER_SET", "TIMER_DUE");
    }

    @Test // D2
    void everything_is_checked_again_when_the_timer_is_due() {
        timerAutomation(1, "hours", "conditions", List.of(object("field", "city", "op", "exists")));
        receive(updated());
        advance(Duration.ofHours(1));
        assertThat(lastDecision()).containsEntry("outcome", "CANCELLED").containsEntry("reason", "CONDITIONS");
        receive(updated("city", "Porto"));
        model.preference("org-a", "creator", "auto", null);
        advance(Duration.ofHours(1));
        assertThat(lastDecision()).containsEntry("outcome", "CANCELLED").containsEntry("reason", "NO_PREFERENCE")
                .containsEntry("userAsked", "creator");
    }

    @Test // D3, W1
    void a_timer_due_outside_the_window_waits_for_the_opening_and_is_checked_again() {
        timerAutomation(10, "hours", "schedule", object("start", "09:00", "end", "18:00"), "conditions",
                List.of(object("field", "city", "op", "notExists")));
        receive(updated());
        advance(Duration.ofHours(10));
        assertThat(lastDecision()).containsEntry("outcome", "DEFERRED")
                .containsEntry("dueAt", "2026-04-23T09:00:00.000Z").containsEntry("zoneFrom", "default");
        receive(event("other.type"), "lead", object("city", "Porto"));
        advance(Duration.ofHours(13));
        assertThat(lastDecision()).containsEntry("outcome", "CANCELLED").containsEntry("reason", "CONDITIONS");
    }

    @Test // D4
    void follow_ups_continue_until_the_limit() {
        timerAutomation(1, "hours", "maxFollowUpCount", 2);
        receive(updated());
        advance(Duration.ofHours(1));
        assertThat(lastDecision()).containsEntry("followUp", 1).containsEntry("dueAt", "2026-04-22T12:00:00.000Z")
                .containsEntry("runEnded", null);
        advance(Duration.ofHours(1));
        assertThat(lastDecision()).containsEntry("followUp", 2).containsEntry("dueAt", null).containsEntry("runEnded",
                "COMPLETED");
        assertThat(model.waiting()).isEmpty();
    }

    @ParameterizedTest // D5
    @CsvSource({"600000, TIMER_DUE", "600001, TOO_LATE"})
    void a_timer_that_is_too_late_ends_its_run(long lateBy, String reason) {
        timerAutomation(1, "hours", "maxLateness", "10m");
        receive(updated());
        Timer timer = model.waiting().getFirst();
        now = timer.dueAt().plusMillis(lateBy);
        deliver(timer);
        assertThat(lastDecision()).containsEntry("reason", reason);
    }

    // ---- W: schedules

    @ParameterizedTest // W1, W3, W4
    @CsvSource({
            // inside, at the edges
            "09:00, 18:00, UTC, , 2026-04-22T09:00:00Z, open until 2026-04-22T18:00:00Z",
            "09:00, 18:00, UTC, , 2026-04-22T18:00:00Z, 2026-04-23T09:00:00Z",
            "09:00, 18:00, America/New_York, , 2026-04-22T12:59:59.999Z, 2026-04-22T13:00:00Z",
            // a window past midnight belongs to the day on which it opened
            "22:00, 06:00, UTC, TUE, 2026-04-22T05:59:59Z, open until 2026-04-22T06:00:00Z",
            "22:00, 06:00, UTC, TUE, 2026-04-22T22:00:00Z, 2026-04-28T22:00:00Z",
            // an opening in the gap is the first instant after it; a window within the gap does not exist
            "02:30, 04:00, America/New_York, , 2026-03-08T06:59:00Z, 2026-03-08T07:00:00Z",
            "02:00, 03:00, America/New_York, , 2026-03-08T06:59:00Z, 2026-03-09T06:00:00Z",
            // in the overlap the earlier opening and the later closing
            "01:30, 03:00, America/New_York, , 2026-11-01T04:00:00Z, 2026-11-01T05:30:00Z",
            "00:30, 01:30, America/New_York, , 2026-11-01T06:29:59Z, open until 2026-11-01T06:30:00Z",
            // a change of half an hour
            "01:45, 05:00, Australia/Lord_Howe, , 2026-04-04T14:00:00Z, 2026-04-04T14:45:00Z"})
    void windows(String start, String end, String zone, @Nullable String days, String instant, String expected) {
        Map<String, Object> schedule = object("start", start, "end", end, "timezone", zone);
        if (days != null) {
            schedule.put("days", List.of(days));
        }
        now = Instant.parse(instant);
        automation("event", "lead.updated", "schedule", schedule);
        receive(updated("phone", "+1"));
        if (expected.startsWith("open until ")) {
            assertThat(lastDecision()).containsEntry("reason", "IMMEDIATE").containsEntry("zoneFrom", "schedule");
            assertThat(lastMessage()).containsEntry("notAfter",
                    Values.write(Instant.parse(expected.substring("open until ".length()))));
        } else {
            assertThat(lastDecision()).containsEntry("reason", "OUTSIDE_SCHEDULE").containsEntry("dueAt",
                    Values.write(Instant.parse(expected)));
        }
    }

    @Test // W2
    void the_zone_is_that_of_schedule_lead_organization_or_utc() {
        timerAutomation(1, "days");
        receive(updated("timezone", "no such zone"));
        assertThat(lastDecision()).containsEntry("zone", "UTC").containsEntry("zoneFrom", "default");
        model.organization("org-a", object("_id", "org-a", "timezone", "Asia/Kolkata"));
        receive(updated());
        assertThat(lastDecision()).containsEntry("zone", "Asia/Kolkata").containsEntry("zoneFrom", "organization");
        receive(updated("timezone", "Europe/Lisbon"));
        assertThat(lastDecision()).containsEntry("zone", "Europe/Lisbon").containsEntry("zoneFrom", "lead");
    }

    @Test // S7, C1, D4
    void a_run_outside_the_schedule_waits_for_the_opening_and_is_counted_once() {
        now = Instant.parse("2026-04-22T20:00:00Z");
        automation("event", "lead.updated", "schedule", object("start", "09:00", "end", "18:00"));
        receive(updated("phone", "+1"));
        receive(updated());
        advance(Duration.ofHours(13));
        assertThat(reasons()).containsExactly("OUTSIDE_SCHEDULE", "TIMER_RESTARTED", "WINDOW_OPENED");
        assertThat(lastDecision()).containsEntry("run", 1).containsEntry("runEnded", "COMPLETED")
                .containsEntry("messages", 1);
    }

    // ---- F: firing

    @Test // F1, F5
    void each_action_sends_one_message_with_text_if_the_template_is_known() {
        model.organization("org-a", object("_id", "org-a", "webhookUrl", "https://hook"));
        model.template("org-a", "hello", object("subject", "About {{city}}", "body",
                "Hi {{firstName}}{{missing}}, {{{firstName}}}{{#tags}} {{.}}{{/tags}}"));
        automation("event", "lead.updated", "actions",
                object("sendMessage",
                        List.of(object("template", "hello", "channel", "sms"),
                                object("template", "hello", "channel", "email"),
                                object("template", "unknown", "channel", "webhook"),
                                object("template", "hello", "channel", "whatsapp"))));
        receive(updated("email", "ana@example.com", "firstName", "A&B", "tags", List.of("hot", "new"), "city",
                "Porto"));
        assertThat(lastDecision()).containsEntry("messages", 2).containsEntry("skippedActions",
                List.of(object("action", 0, "reason", "NO_ADDRESS"), object("action", 3, "reason", "NO_ADDRESS")));
        assertThat(model.messages().get(0)).containsEntry("to", "ana@example.com")
                .containsEntry("text", "Hi A&amp;B, A&B hot new").containsEntry("action", 1)
                .containsEntry("subject", "About Porto").containsEntry("notAfter", null)
                .containsEntry("firedAt", "2026-04-22T10:00:00.000Z");
        assertThat(model.messages().get(1)).containsEntry("to", "https://hook").doesNotContainKey("text")
                .containsEntry("variables", attributes());
        receive(updated("phone", "+1"));
        assertThat(model.messages().get(2)).containsEntry("text", "Hi A&B, A&B hot new").containsEntry("channel", "sms")
                .doesNotContainKey("subject");
    }

    @Test // F2
    void the_user_is_notified_by_sms() {
        automation("event", "lead.updated");
        model.preference("org-a", "creator", "auto",
                object("enabled", true, "userSmsNotification", object("enabled", true, "phoneNumbers",
                        List.of("+7", "+8"), "message", "Call {{firstName}} & co")));
        receive(updated("firstName", "Ana"));
        assertThat(model.messages()).extracting(message -> message.get("to")).containsExactly("+7", "+8");
        assertThat(lastMessage()).containsEntry("text", "Call Ana & co").containsEntry("action", -1)
                .containsEntry("recipientKind", "user").containsEntry("template", null);
        assertThat(lastDecision()).containsEntry("messages", 2).containsEntry("skippedActions",
                List.of(object("action", 0, "reason", "NO_ADDRESS")));
    }

    @ParameterizedTest // F4
    @CsvSource({"STOP, true", "' stop. ', true", "Opt Out!, true", "Wait at the bus stop, false", "stop it, false",
            "UNSTOP, false", "end?!, true"})
    void a_lead_that_opts_out_gets_no_more_messages_on_that_channel(String body, boolean optsOut) {
        timerAutomation(1, "hours", "cancelOn", List.of("status_change"));
        receive(updated("phone", "+1"));
        receive(event("message.received", "body", body));
        assertThat(model.waiting()).hasSize(1);
        receive(event("message.received", "body", body, "channel", "sms"));
        assertThat(model.waiting()).hasSize(optsOut ? 0 : 1);
        receive(updated());
        assertThat(lastDecision()).containsEntry("reason", optsOut ? "OPTED_OUT" : "TIMER_RESTARTED");
        receive(event("message.received", "body", "Start", "channel", "sms"));
        receive(updated());
        assertThat(lastDecision()).containsEntry("outcome", "STARTED");
    }

    @Test // F4
    void only_the_actions_on_other_channels_are_sent() {
        automation("event", "lead.updated", "actions",
                object("sendMessage", List.of(object("template", "hello", "channel", "sms"),
                        object("template", "hello", "channel", "email"))));
        receive(event("message.received", "body", "stop", "channel", "sms"));
        receive(updated("phone", "+1", "email", "ana@example.com"));
        assertThat(lastDecision()).containsEntry("skippedActions", List.of(object("action", 0, "reason", "OPTED_OUT")))
                .containsEntry("messages", 1);
    }

    // ---- R: decisions

    @Test // R1
    void every_listening_automation_and_every_ended_run_has_a_decision() {
        timerAutomation(1, "hours");
        automation("_id", "other", "event", "message.received");
        automation("_id", "foreign", "organizationId", "org-b", "event", "message.received");
        receive(updated());
        receive(inbound("hi"));
        assertThat(model.decisions())
                .extracting(decision -> decision.get("automationId") + " " + decision.get("reason"))
                .containsExactly("auto TIMER_SET",
                        "auto REPLIED", "other NO_PREFERENCE");
        assertThat(lastDecision().keySet()).containsExactlyInAnyOrder("organizationId", "automationId",
                "automationVersion", "leadId", "eventId", "eventType",
                "outcome", "reason", "run", "followUp", "userAsked", "zone", "zoneFrom", "dueAt", "runEnded",
                "skippedActions", "trace", "messages", "at");
    }

    // ---- vocabulary of the stories

    private final Map<String, Integer> versions = new LinkedHashMap<>();

    private void automation(Object... fields) {
        Map<String, Object> automation = object("_id", "auto", "organizationId", "org-a", "userId", "creator",
                "triggerLogicType", "event", "actions",
                object("sendMessage", List.of(object("template", "hello", "channel", "sms"))));
        automation.putAll(object(fields));
        automation.put("version", versions.merge(String.valueOf(automation.get("_id")), 1, Integer::sum));
        model.automation(automation);
        if (automation.get("version").equals(1)) {
            model.preference("org-a", "creator", "auto", object("enabled", true));
        }
    }

    private void timerAutomation(int delay, String unit, Object... fields) {
        Map<String, Object> automation = object("event", "lead.updated", "triggerLogicType", "timer", "timerLogic",
                object("delay", delay, "unit", unit));
        automation.putAll(object(fields));
        automation(automation.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue())).toArray());
    }

    private static Map<String, Object> inbound(String body) {
        return event("message.received", "body", body, "channel", "webchat");
    }

    private static Map<String, Object> updated(@Nullable Object... attributes) {
        return object("type", "lead.updated", "lead", object(attributes));
    }

    private static Map<String, Object> statusChange(String from, String to) {
        return event("status_change", "from", from, "to", to);
    }

    private static Map<String, Object> event(String type, Object... data) {
        return object("type", type, "data", object(data));
    }

    private void receive(Map<String, Object> event, Object... fields) {
        Map<String, Object> whole = object("id", "event-" + events++, "organizationId", "org-a", "leadId", "ana");
        whole.putAll(event);
        whole.putAll(object(fields));
        model.receive(now, whole);
    }

    private void advance(Duration time) {
        now = now.plus(time);
        for (Timer timer : model.waiting()) {
            if (!timer.dueAt().isAfter(now)) {
                deliver(timer);
            }
        }
    }

    private void deliver(Timer timer) {
        model.receive(now, model.timerDue(timer));
    }

    private Map<String, Object> lastDecision() {
        return model.decisions().getLast();
    }

    private Map<String, Object> lastMessage() {
        return model.messages().getLast();
    }

    private List<Object> reasons() {
        List<Object> reasons = new ArrayList<>();
        model.decisions().forEach(decision -> reasons.add(decision.get("reason")));
        return reasons;
    }

    private Map<String, Object> conversation() {
        return Values.object(model.lead("org-a", "ana").get("conversation"));
    }

    private Map<String, Object> attributes() {
        return Values.object(model.lead("org-a", "ana").get("attributes"));
    }

    private static Map<String, Object> object(@Nullable Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            object.put(String.valueOf(namesAndValues[index]), namesAndValues[index + 1]);
        }
        return object;
    }

    private static Object parsed(String value) {
        if (value.startsWith("[")) {
            List<Object> values = new ArrayList<>();
            for (String each : value.substring(1, value.length() - 1).split(", ")) {
                values.add(parsed(each));
            }
            return values;
        }
        return value.startsWith("'") || value.matches(".*[a-zA-Z].*")
                ? value.replace("'", "")
                : new java.math.BigDecimal(value);
    }
}
