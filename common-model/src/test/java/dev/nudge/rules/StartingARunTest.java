package dev.nudge.rules;

import static dev.nudge.decision.Reason.CONDITIONS;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.MAX_FOLLOW_UPS;
import static dev.nudge.decision.Reason.MAX_TRANSITIONS;
import static dev.nudge.decision.Reason.NOT_INBOUND;
import static dev.nudge.decision.Reason.NO_PREFERENCE;
import static dev.nudge.decision.Reason.NO_TRANSITION;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static dev.nudge.decision.Reason.OWN_MESSAGE;
import static dev.nudge.decision.Reason.PREFERENCE_OFF;
import static dev.nudge.decision.Reason.SOURCE_STATUS;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static dev.nudge.decision.Reason.TIMER_OFF;
import static dev.nudge.decision.Reason.TIMER_SET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.lead.StartingEvent;
import dev.nudge.story.Story;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The events that start a run, and the checks that refuse a start (S). */
class StartingARunTest extends Story {

    // ---- S1, S2: events

    @Test // S1
    void an_automation_listens_to_its_event_and_to_its_trigger_type() {
        given(automation().startedBy("message.received").orBy("status_change"));
        receive(inbound("Hello").from("ana"), statusChange("New lead", "Won").of("ana"), updated("a", 1).of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE");
    }

    @Test // S1
    void either_of_them_is_enough() {
        given(automation().named("event").startedBy("message.received"));
        given(automation().named("trigger").orBy("message.received"));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").of("event").are("FIRED IMMEDIATE");
        assertThatDecisionsFor("ana").of("trigger").are("FIRED IMMEDIATE");
    }

    @Test // S1
    void one_of_them_is_required() {
        assertThat(automation().refusals()).containsExactly("/event: \"event\" or \"triggerType\" is required:"
                + " the type of event that the automation listens to.");
    }

    @Test // S1
    void both_may_name_the_same_type() {
        given(automation().startedBy("message.received").orBy("message.received"));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE");
    }

    @Test // S1
    void only_inbound_received_messages_start_a_run() {
        given(automation().startedBy("message.received"));
        receive(event("message.received").of("ana").data("direction", "outbound"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NOT_INBOUND).askedNobody();
    }

    @Test // S1
    void a_message_that_an_automation_sent_starts_no_run() {
        given(automation().startedBy("message.sent"));
        receive(sentByAutomation("Hello").to("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(OWN_MESSAGE);
        receive(outbound("Hello").to("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // S1
    void no_event_with_automation_origin_starts_a_run() {
        given(automation().startedBy("lead.updated"));
        receive(updated("city", "Porto").of("ana").data("origin", "automation"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(OWN_MESSAGE);
    }

    @Test // S2
    void only_events_of_its_own_organization_count() {
        given(automation().startedBy("message.received"));
        given(automation().named("theirs").of("globex").startedBy("message.received"));
        receive(inbound("Hello").from("ana").in("globex"));
        assertThatDecisionsFor("ana").of("follow-up").isEmpty();
        assertThatDecisionsFor("ana").of("theirs").only().isFiredBecause(IMMEDIATE);
    }

    // ---- S3: source statuses

    @Test // S3
    void the_source_of_a_status_change_is_its_from() {
        given(automation().startedBy("status_change").from("New lead", "Contacted"));
        receive(statusChange("New lead", "Won").of("ana"), statusChange("Won", "New lead").of("ana"),
                statusChange("Contacted", "Won").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED SOURCE_STATUS", "FIRED IMMEDIATE");
    }

    @Test // S3
    void the_source_of_any_other_event_is_the_leads_status() {
        given(automation().startedBy("message.received").from("New lead"));
        receive(inbound("no status yet").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(SOURCE_STATUS).askedNobody();
        receive(inbound("with a status").from("ana").saying("status", "New lead"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // S3
    void statuses_are_compared_exactly() {
        given(automation().startedBy("message.received").from("New lead"));
        receive(inbound("Hello").from("ana").saying("status", "new lead"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(SOURCE_STATUS);
    }

    @Test // S3
    void an_empty_list_of_source_statuses_means_any() {
        given(automation().startedBy("message.received").from());
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @Test // S3, S9
    void no_transition_is_checked_before_the_source_status() {
        given(automation().startedBy("status_change").from("New lead"));
        receive(statusChange("Won", "Won").of("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_TRANSITION).askedNobody();
    }

    // ---- S4: preferences

    @Test // S4
    void the_preference_of_the_leads_owner_applies() {
        given(automation().startedBy("message.received"));
        given(preferenceOf(CREATOR).off());
        given(preferenceOf("olga"));
        receive(inbound("Hello").from("ana").saying("ownerId", "olga"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).asked("olga");
    }

    @Test // S4
    void without_an_owner_the_preference_of_the_automations_creator_applies() {
        given(automation().startedBy("message.received").createdBy("otto"));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).asked("otto");
    }

    @ParameterizedTest // S4
    @ValueSource(strings = {"", "  "})
    void a_blank_owner_counts_as_missing(String ownerId) {
        given(automation().startedBy("message.received").createdBy("otto"));
        receive(inbound("Hello").from("ana").saying("ownerId", ownerId));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).asked("otto");
    }

    @Test // S4
    void the_creators_preference_does_not_replace_the_owners() {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").saying("ownerId", "olga"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_PREFERENCE).asked("olga").isAboutNoRun();
    }

    @Test // S4
    void a_preference_that_is_off_refuses_the_start() {
        given(automation().startedBy("message.received"));
        given(preferenceOf(CREATOR).off());
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(PREFERENCE_OFF).asked(CREATOR);
        assertThatMessagesTo("ana").isEmpty();
    }

    @Test // S4
    void a_missing_preference_means_off() {
        given(automation().startedBy("message.received"));
        givenNoPreferenceOf(CREATOR, "follow-up");
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_PREFERENCE);
    }

    @Test // S4
    void a_preference_in_another_organization_has_no_effect() {
        given(automation().startedBy("message.received"));
        given(preferenceOf("olga").of("globex"));
        receive(inbound("Hello").from("ana").saying("ownerId", "olga"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_PREFERENCE);
    }

    @Test // S4
    void a_preference_is_for_one_automation() {
        given(automation().startedBy("message.received"));
        given(automation().named("other").startedBy("message.received"));
        given(preferenceOf(CREATOR).about("other").off());
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").of("follow-up").only().isFiredBecause(IMMEDIATE);
        assertThatDecisionsFor("ana").of("other").only().isSkippedBecause(PREFERENCE_OFF);
    }

    // ---- S5, S6: limits

    @Test // S5
    void maxTransitions_limits_the_runs_for_a_lead_in_total() {
        given(automation().startedBy("message.received").atMostRuns(2));
        receive(inbound("1").from("ana"), inbound("2").from("ana"), inbound("3").from("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE", "SKIPPED MAX_TRANSITIONS");
        receive(inbound("1").from("bob"));
        assertThatDecisionsFor("bob").only().isFiredBecause(IMMEDIATE);
    }

    @Test // S5
    void without_maxTransitions_runs_are_unlimited() {
        given(automation().startedBy("message.received"));
        for (int i = 0; i < 50; i++) {
            receive(inbound("more").from("ana"));
        }
        assertThatMessagesTo("ana").hasSize(50);
    }

    @Test // S5, C1
    void a_restart_is_not_a_new_run() {
        given(automation().startedBy("message.received").after(hours(1)).atMostRuns(1));
        receive(inbound("1").from("ana"), inbound("2").from("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "STARTED TIMER_RESTARTED");
        advance(hours(1));
        receive(inbound("3").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_TRANSITIONS);
    }

    @Test // S5: a cancelled run was started and counts
    void a_cancelled_run_counts() {
        given(automation().startedBy("status_change").after(hours(1)).atMostRuns(1));
        receive(statusChange("New lead", "Contacted").of("ana"), inbound("Hello").from("ana"),
                statusChange("Contacted", "Won").of("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED REPLIED", "SKIPPED MAX_TRANSITIONS");
    }

    @Test // S6
    void maxFollowUpCount_limits_the_follow_ups_until_the_lead_replies() {
        given(automation().startedBy("lead.updated").followingUp(2));
        receive(updated("a", 1).of("ana"), updated("a", 2).of("ana"), updated("a", 3).of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_FOLLOW_UPS);
        receive(outbound("Hello?").to("ana"), updated("a", 4).of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_FOLLOW_UPS);
        receive(inbound("Hello").from("ana"), updated("a", 5).of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // S6
    void event_logic_without_maxFollowUpCount_is_unlimited() {
        given(automation().startedBy("lead.updated"));
        receive(updated("a", 1).of("ana"), updated("a", 2).of("ana"), updated("a", 3).of("ana"));
        assertThatMessagesTo("ana").hasSize(3);
    }

    @Test // S6
    void timer_logic_without_maxFollowUpCount_follows_up_once() {
        given(automation().startedBy("lead.updated").after(hours(1)));
        receive(updated("a", 1).of("ana"));
        advance(days(3));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
        receive(updated("a", 2).of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_FOLLOW_UPS);
    }

    @ParameterizedTest // S5, S6
    @CsvSource({"maxTransitions, 0", "maxTransitions, -1", "maxTransitions, 1.5", "maxFollowUpCount, 0",
            "maxFollowUpCount, 3000000000"})
    void limits_are_whole_numbers_from_1(String field, String number) {
        assertThat(automation().startedBy("lead.updated").with(field, new BigDecimal(number)).refusals())
                .singleElement().asString().startsWith("/" + field + ": Expected a whole number");
    }

    // ---- S7: event logic

    @Test // S7
    void event_logic_evaluates_immediately_on_the_state_after_the_event() {
        given(automation().startedBy("message.received").when("inboundCount", "eq", 1)
                .when("lastInboundBody", "contains", "price"));
        receive(inbound("What is the PRICE?").from("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).isAbout(1, 1).completedTheRun();
        assertThat(waits("follow-up", "ana")).isFalse();
    }

    @Test // S7
    void when_the_conditions_do_not_hold_there_is_no_run_and_nothing_is_counted() {
        given(automation().startedBy("message.received").when("inboundCount", "gt", 2).atMostRuns(1).followingUp(1));
        receive(inbound("1").from("ana"), inbound("2").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(CONDITIONS).isAboutNoRun();
        assertThat(stateOf("ana").progressOf("follow-up").transitions()).isZero();
        receive(inbound("3").from("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).isAbout(1, 1);
    }

    // ---- S8: timer logic

    @Test // S8
    void timer_logic_starts_a_run_that_waits() {
        given(automation().startedBy("message.received").after(hours(24)).when("inboundCount", "gt", 5));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").only().isStartedBecause(TIMER_SET).isAbout(1, 1)
                .waitsUntil("2026-04-23T10:00:00Z");
        assertThatMessagesTo("ana").isEmpty();
    }

    @Test // S8
    void conditions_of_timer_logic_are_evaluated_when_the_timer_is_due() {
        given(automation().startedBy("lead.updated").after(hours(1)).when("city", "eq", "Porto"));
        receive(updated("city", "Faro").of("ana"));
        assertThat(assertThatDecisionsFor("ana").only().decision().trace()).isEmpty();
        receive(event("crm.moved").of("ana").saying("city", "Porto"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // S8, S9
    void with_the_timer_off_no_run_starts() {
        given(automation().startedBy("message.received").withTimerOff());
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(TIMER_OFF).asked(CREATOR);
    }

    @Test // S8
    void a_timer_automation_without_timer_logic_is_refused() {
        assertThat(automation().startedBy("message.received").with("triggerLogicType", "timer").refusals())
                .containsExactly("/timerLogic: \"timerLogic\" is required when \"triggerLogicType\" is \"timer\".");
    }

    @ParameterizedTest // S8
    @CsvSource({"30, seconds, 2026-04-22T10:00:30Z", "90, minutes, 2026-04-22T11:30:00Z",
            "36, hours, 2026-04-23T22:00:00Z", "2, days, 2026-04-24T10:00:00Z", "2, weeks, 2026-05-06T10:00:00Z",
            "31536000, seconds, 2027-04-22T10:00:00Z", "365, days, 2027-04-22T10:00:00Z",
            "52, weeks, 2027-04-21T10:00:00Z"})
    void a_delay_counts_from_now(int delay, String unit, String due) {
        given(automation().startedBy("message.received").after(delay, unit));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").only().waitsUntil(due);
    }

    @ParameterizedTest // S8
    @CsvSource({"0, hours", "-1, hours", "31536001, seconds", "525601, minutes", "8761, hours", "366, days",
            "53, weeks"})
    void a_delay_is_at_most_a_year(int delay, String unit) {
        assertThat(automation().startedBy("message.received").after(delay, unit).refusals()).singleElement().asString()
                .startsWith("/timerLogic/delay: Expected a whole number");
    }

    @Test // S8, W2
    void days_are_calendar_days_in_the_leads_zone() {
        itIs("2026-03-07T12:00:00-05:00");
        given(automation().startedBy("message.received").after(1, "days"));
        receive(inbound("Hello").from("ana").saying("timezone", "America/New_York"));
        receive(inbound("Hello").from("bob"));
        assertThatDecisionsFor("ana").only().waitsUntil("2026-03-08T12:00:00-04:00");
        assertThatDecisionsFor("bob").only().waitsUntil("2026-03-08T12:00:00-05:00");
    }

    // ---- S9: the order of the checks

    @Test // S9
    void the_first_check_that_fails_is_the_reason() {
        Map<String, Object> unsatisfied = Map.of("field", "city", "op", "eq", "value", "nowhere");
        given(automation().startedBy("message.received").orBy("lead.updated").with("conditions", List.of(unsatisfied)));
        receive(inbound("once, so that the limits are reached").from("ana"));
        // Everything fails; then the checks are satisfied one by one, in the order of the rule.
        given(automation().startedBy("message.received").orBy("lead.updated").withTimerOff().from("New lead")
                .atMostRuns(1).followingUp(1).with("conditions", List.of(unsatisfied)));
        given(preferenceOf(CREATOR).off());
        receive(inbound("STOP").from("ana").data("direction", "outbound").data("origin", "automation"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(NOT_INBOUND);
        receive(inbound("STOP").from("ana").data("origin", "automation"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OWN_MESSAGE);
        receive(inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(SOURCE_STATUS);
        receive(inbound("Hello").from("ana").saying("status", "New lead"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(PREFERENCE_OFF);
        given(preferenceOf(CREATOR));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(TIMER_OFF);
        given(automation().startedBy("message.received").orBy("lead.updated").atMostRuns(1).followingUp(1));
        receive(inbound("START").from("ana"));
        receive(updated("a", 1).of("ana"));
        receive(inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_TRANSITIONS);
        given(automation().startedBy("form").followingUp(1).version(3));
        receive(inbound("START").from("ana"), event("form").of("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_FOLLOW_UPS);
        given(automation().startedBy("form").version(4).with("conditions", List.of(unsatisfied)));
        receive(inbound("STOP").from("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT);
        receive(inbound("START").from("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(CONDITIONS);
    }

    @Test // S9, F4
    void an_opt_out_counts_when_every_actions_channel_is_opted_out() {
        given(automation().startedBy("lead.updated").sends("hello", "sms").sends("hello", "email"));
        receive(inbound("STOP").from("ana"), updated("a", 1).of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        receive(inbound("STOP").from("ana").on("email"), updated("a", 2).of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT).asked(CREATOR);
    }

    // ---- S10: numbers and stored data of a run

    @Test // S10
    void runs_are_numbered_from_1_and_follow_ups_within_a_run() {
        given(automation().startedBy("lead.updated").after(hours(1)).followingUp(2));
        receive(updated("a", 1).of("ana"));
        advance(hours(5));
        receive(inbound("Hello").from("ana"), updated("a", 2).of("ana"));
        advance(hours(1));
        assertThat(messagesTo("ana")).extracting(message -> message.run() + "." + message.followUp())
                .containsExactly("1.1", "1.2", "2.1");
        assertThatDecisionsFor("ana").last().isAbout(2, 1);
        assertThat(stateOf("ana").progressOf("follow-up").transitions()).isEqualTo(2);
    }

    @Test // S10
    void a_waiting_run_stores_its_event() {
        given(automation().startedBy("form.submitted").after(hours(1)).when("event.type", "eq", "form.submitted")
                .when("event.data.form", "eq", "visit").when("event.data.rooms", "gte", 3)
                .when("event.data.topics", "notExists"));
        receive(event("form.submitted").of("ana").withId("evt-form").data("form", "visit").data("rooms", 3)
                .data("topics", List.of("price")).data("inner", Map.of("a", 1)).data("nothing", null));
        StartingEvent startedBy = waitingRun("follow-up", "ana").startedBy();
        assertThat(startedBy.id()).isEqualTo("evt-form");
        assertThat(startedBy.data()).isEqualTo(Map.of("form", "visit", "rooms", 3L));
        receive(event("crm.touched").of("ana").data("form", "other"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // S10
    void a_waiting_run_stores_32_values_of_1024_characters() {
        given(automation().startedBy("form.submitted").after(hours(1)));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        for (int i = 1; i <= 40; i++) {
            data.put("d" + i, "x".repeat(2_000));
        }
        receive(event("form.submitted").of("ana").with("data", data));
        assertThat(waitingRun("follow-up", "ana").startedBy().data()).hasSize(32).containsKey("d32")
                .doesNotContainKey("d33").allSatisfy((name, value) -> assertThat(value).isEqualTo("x".repeat(1_024)));
    }

    @Test // S10
    void a_waiting_run_stores_the_changes_of_its_event() {
        given(automation().startedBy("status_change").after(hours(1)).when("status", "changedFrom", "New lead")
                .when("status", "changedTo", "Contacted").when("previousStatus", "changed").cancelledOn());
        receive(updated("status", "New lead").of("ana"), statusChange("Contacted").of("ana"));
        receive(updated("status", "Won").of("ana"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
        assertThat(assertThatDecisionsFor("ana").last().decision().trace().get(1).actual()).isEqualTo("Contacted");
    }

    @Test // S10: changes by a later event are not changes of the run's event
    void later_changes_are_not_changes_of_the_runs_event() {
        given(automation().startedBy("form.submitted").after(hours(1)).when("city", "changed"));
        receive(event("form.submitted").of("ana"), updated("city", "Porto").of("ana"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS);
    }

    @Test // S10
    void a_change_of_a_large_field_is_stored() {
        given(automation().startedBy("lead.updated").after(hours(1)).when("notes", "changed")
                .when("tags", "changedTo", "hot").when("profile", "changed"));
        receive(updated("notes", "x".repeat(9_000)).of("ana")
                .saying("tags", List.of("hot", "y".repeat(9_000)))
                .saying("profile", Map.of("about", "z".repeat(9_000))));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }
}
