package dev.nudge.rules;

import static dev.nudge.decision.Reason.AUTOMATIC;
import static dev.nudge.decision.Reason.CEILING;
import static dev.nudge.decision.Reason.CONDITIONS;
import static dev.nudge.decision.Reason.DIRECTION_IGNORED;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.KEYWORD;
import static dev.nudge.decision.Reason.LATE;
import static dev.nudge.decision.Reason.MAX_FOLLOW_UPS;
import static dev.nudge.decision.Reason.MAX_TRANSITIONS;
import static dev.nudge.decision.Reason.MAYBE_OPT_OUT;
import static dev.nudge.decision.Reason.NOT_INBOUND;
import static dev.nudge.decision.Reason.NO_PREFERENCE;
import static dev.nudge.decision.Reason.NO_TRANSITION;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static dev.nudge.decision.Reason.OWN_MESSAGE;
import static dev.nudge.decision.Reason.PREFERENCE_OFF;
import static dev.nudge.decision.Reason.SOURCE_STATUS;
import static dev.nudge.decision.Reason.TARGET_STATUS;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static dev.nudge.decision.Reason.TIMER_OFF;
import static dev.nudge.decision.Reason.TIMER_SET;
import static dev.nudge.decision.Reason.TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.condition.Truth;
import dev.nudge.lead.StartingEvent;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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

    @ParameterizedTest // S3, E4
    @ValueSource(strings = {"new lead", " New  Lead ", "NEW\u00a0LEAD", "new\tlead"})
    void the_case_and_blanks_of_a_status_do_not_matter(String status) {
        given(automation().startedBy("message.received").from("New lead"));
        receive(inbound("Hello").from("ana").saying("status", status));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        assertThat(stateOf("ana").status()).isEqualTo(status);
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
        givenTheOrganization("ceilingPerHour", 1_000);
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
    void timer_logic_without_maxFollowUpCount_follows_up_once_in_a_run() {
        given(automation().startedBy("lead.updated").after(hours(1)));
        receive(updated("a", 1).of("ana"));
        advance(days(3));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
        receive(updated("a", 2).of("ana"));
        advance(days(3));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "STARTED TIMER_SET",
                "FIRED TIMER_DUE");
    }

    @Test // S6: event logic
    void a_reply_that_occurred_before_the_last_firing_does_not_reset_the_count() {
        given(automation().startedBy("lead.updated").followingUp(1));
        receive(updated("a", 1).of("ana"));
        advance(minutes(5));
        receive(inbound("Hello").from("ana").occurredAt("2026-04-22T09:59:59Z"), updated("a", 2).of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_FOLLOW_UPS);
        receive(inbound("Hello").from("ana").occurredAt("2026-04-22T10:00:00Z"), updated("a", 3).of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // S6: "also the one that triggers"
    void the_reply_that_triggers_resets_the_count() {
        given(automation().startedBy("message.received").followingUp(1));
        receive(inbound("1").from("ana"), inbound("2").from("ana"), inbound("3").from("ana"));
        assertThatMessagesTo("ana").hasSize(3);
    }

    @Test // S6, F4, E9
    void keywords_and_automatic_messages_are_no_replies() {
        given(automation().startedBy("lead.updated").followingUp(1).sends("hello", "email"));
        receive(updated("a", 1).of("ana"));
        advance(minutes(1));
        receive(inbound("STOP").from("ana"), inbound("START").from("ana"), automatic("I am on leave").from("ana"),
                updated("a", 2).of("ana"));
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
                .containsExactly("/timerLogic: \"timerLogic\" or \"steps\" is required when"
                        + " \"triggerLogicType\" is \"timer\".");
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
        given(automation().startedBy("status_change").orBy("message.received").followingUp(1));
        receive(statusChange("Won", "New lead").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        // Everything fails; then the checks are satisfied one by one, in the order of the rule.
        AutomationBuilder all = automation().startedBy("status_change").orBy("message.received").withTimerOff()
                .from("New lead").towards("Contacted").atMostRuns(1).followingUp(1)
                .with("conditions", List.of(unsatisfied));
        given(all.version(2));
        given(preferenceOf(CREATOR).off());
        givenTheOrganization("ceilingPerHour", 1);
        advance(minutes(1));
        String old = "2026-04-01T00:00:00Z";
        receive(automatic("STOP").from("ana").data("direction", "outbound").data("origin", "automation")
                .occurredAt(old));
        assertThatDecisionsFor("ana").last().isSkippedBecause(NOT_INBOUND);
        receive(automatic("STOP").from("ana").data("direction", "sideways").data("origin", "automation")
                .occurredAt(old));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OWN_MESSAGE);
        receive(automatic("STOP").from("ana").data("direction", "sideways").occurredAt(old));
        assertThatDecisionsFor("ana").last().isSkippedBecause(DIRECTION_IGNORED);
        receive(automatic("STOP").from("ana").occurredAt(old));
        assertThatDecisionsFor("ana").last().isSkippedBecause(AUTOMATIC);
        receive(inbound("STOP").from("ana").occurredAt(old));
        assertThatDecisionsFor("ana").last().isSkippedBecause(TOO_OLD);
        receive(statusChange("Lost", "Gone").of("ana").occurredAt("2026-04-22T09:59:00Z"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(LATE);
        receive(inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(KEYWORD);
        receive(inbound("STOP 12345").from("ana").occurredAt("2026-04-22T09:59:30Z"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAYBE_OPT_OUT);
        receive(statusChange("New lead", "New lead").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(NO_TRANSITION);
        receive(statusChange("Lost", "Won").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(SOURCE_STATUS);
        receive(statusChange("New lead", "Won").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(TARGET_STATUS).askedNobody();
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(PREFERENCE_OFF).asked(CREATOR);
        given(preferenceOf(CREATOR));
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(TIMER_OFF);
        given(all.version(3).with("triggerLogicType", "event"));
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_TRANSITIONS);
        given(all.version(4).with("maxTransitions", null));
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_FOLLOW_UPS);
        given(all.version(5).with("maxFollowUpCount", null));
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(CEILING);
        givenTheOrganization("ceilingPerHour", 10);
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT);
        advance(seconds(1));
        receive(optedIn("sms").of("ana"), statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(CONDITIONS);
        given(all.version(6).with("conditions", null));
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // S9, C1: after TIMER_OFF, before the limits
    void a_waiting_run_is_checked_before_the_limits() {
        given(automation().startedBy("form").after(hours(1)).atMostRuns(1));
        receive(event("form").of("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "SKIPPED RUN_WAITING");
        given(preferenceOf(CREATOR).off());
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(PREFERENCE_OFF);
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
                .when("event.data.topics", "contains", "price").when("event.data.inner.a", "eq", 1));
        receive(event("form.submitted").of("ana").withId("evt-form").data("form", "visit").data("rooms", 3)
                .data("topics", List.of("price")).data("inner", Map.of("a", 1)));
        StartingEvent startedBy = waitingRun("follow-up", "ana").startedBy();
        assertThat(startedBy.id()).isEqualTo("evt-form");
        assertThat(startedBy.data()).isEqualTo(
                Map.of("form", "visit", "rooms", 3L, "topics", List.of("price"), "inner", Map.of("a", 1L)));
        receive(event("crm.touched").of("ana").data("form", "other"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    private static EventBuilder largeOrder() {
        return event("order.placed").of("ana").data("order", Map.of("total", 120, "currency", "EUR", "lines",
                Collections.nCopies(200, Map.of("sku", "x".repeat(100)))));
    }

    @Test // S10
    void of_large_data_the_paths_that_the_automation_names_are_kept() {
        givenTheTemplate("hello", "{{event.data.order.currency}} {{event.data.order.total}}");
        given(automation().startedBy("order.placed").after(hours(1)).when("event.data.order.total", "gte", 100));
        receive(largeOrder());
        assertThatDecisionsFor("ana").only().isStartedBecause(TIMER_SET).notes("EVENT_DATA_CUT");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE).notes();
        assertThat(messagesTo("ana").getLast().text()).isEqualTo("EUR 120");
    }

    @Test // S10, F6: a template names an element of a list by its number
    void of_large_data_a_list_is_kept_of_which_the_automation_names_an_element() {
        givenTheTemplate("hello", "{{event.data.items.0.title}}, {{event.data.order.total}}");
        given(automation().startedBy("order.placed").after(hours(1)));
        receive(largeOrder().data("items", List.of(Map.of("title", "Table"), Map.of("title", "Chair"))));
        advance(hours(1));
        assertThat(messagesTo("ana").getLast().text()).isEqualTo("Table, 120");
    }

    @ParameterizedTest // S10, F6: the names within a section are parts of it
    @ValueSource(strings = {"{{#event.data}}{{size}} {{order.currency}}{{/event.data}}",
            "{{#event}}{{data.size}} {{data.order.currency}}{{/event}}"})
    void of_large_data_all_that_fits_is_kept_when_a_template_has_a_section_of_it(String template) {
        givenTheTemplate("hello", template);
        given(automation().startedBy("order.placed").after(hours(1)));
        receive(largeOrder().data("size", "XL").data("blob", "x".repeat(100_000)));
        advance(hours(1));
        assertThat(messagesTo("ana").getLast().text()).isEqualTo("XL EUR");
    }

    @Test // S10: what is named by itself comes first
    void a_section_of_the_data_leaves_room_for_the_paths_that_are_named() {
        givenTheTemplate("hello", "{{#event.data}}{{a}}{{/event.data}}");
        given(automation().startedBy("form").after(hours(1)).when("event.data.zip", "exists"));
        receive(event("form").of("ana").data("a", "x".repeat(30_000)).data("b", "x".repeat(30_000))
                .data("zip", "z".repeat(3_000)));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // S10
    void a_named_path_that_is_too_large_leaves_room_for_the_others() {
        givenTheTemplate("hello", "{{event.data.a}}{{event.data.b}}");
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana").data("a", "x".repeat(40_000)).data("b", "kept"));
        advance(hours(1));
        assertThat(messagesTo("ana").getLast().text()).isEqualTo("kept");
    }

    @Test // S10
    void a_path_within_another_one_that_is_kept_does_not_change_the_event() {
        given(automation().named("a").startedBy("order.placed").after(hours(1)).when("event.data.order", "exists")
                .when("event.data.order.total", "exists"));
        given(automation().named("b").startedBy("order.placed").when("event.data.order", "exists"));
        receive(event("order.placed").of("ana").data("order", Map.of()).data("lines", "x".repeat(9 * 1024)));
        assertThatDecisionsFor("ana").of("a").are("STARTED TIMER_SET");
        assertThatDecisionsFor("ana").of("b").are("SKIPPED CONDITIONS");
    }

    @Test // S10, K2
    void a_path_that_was_not_kept_is_unknown() {
        given(automation().startedBy("order.placed").after(hours(1)).when("event.data.order.total", "gte", 100));
        receive(largeOrder());
        given(automation().startedBy("order.placed").after(hours(1)).version(2).with("conditions",
                List.of(Map.of("not", Map.of("field", "event.data.order.currency", "op", "eq", "value", "USD")))));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS);
        assertThat(assertThatDecisionsFor("ana").last().decision().trace()).singleElement()
                .satisfies(leaf -> {
                    assertThat(leaf.held()).isEqualTo(Truth.UNKNOWN);
                    assertThat(leaf.actual()).isNull();
                    assertThat(leaf.note()).contains("not kept");
                });
    }

    @ParameterizedTest // S10, K2: not missing either
    @ValueSource(strings = {"exists", "notExists"})
    void a_path_that_was_not_kept_is_not_missing(String operator) {
        given(automation().startedBy("order.placed").after(hours(1)));
        receive(largeOrder());
        given(automation().startedBy("order.placed").after(hours(1)).version(2).when("event.data.order.currency",
                operator));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS);
    }

    @Test // S10, C1
    void a_run_that_remembers_large_data_of_another_event_says_so() {
        given(automation().startedBy("order.placed").orBy("form").after(hours(1)));
        receive(event("form").of("ana"), largeOrder());
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "SKIPPED RUN_WAITING");
        assertThatDecisionsFor("ana").last().notes("EVENT_DATA_CUT");
    }

    @Test // S10
    void data_of_8_KiB_are_kept_completely() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana").data("text", "x".repeat(8 * 1024 - "{'text':''}".length())));
        assertThatDecisionsFor("ana").only().notes();
        receive(event("form").of("bob").data("text", "x".repeat(8 * 1024 - "{'text':''}".length() + 1)));
        assertThatDecisionsFor("bob").only().notes("EVENT_DATA_CUT");
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

    @Test // S10, K5
    void a_change_within_a_large_field_is_judged_when_due() {
        given(automation().startedBy("lead.updated").after(hours(1)).with("conditions",
                List.of(Map.of("not", Map.of("field", "deal.stage", "op", "changedTo", "value", "lost")))));
        receive(updated("deal", Map.of("stage", "lost", "description", "x".repeat(1_100))).of("ana"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS);
    }

    @Test // S10
    void every_element_of_a_long_list_that_changed_is_judged_when_due() {
        given(automation().startedBy("lead.updated").after(hours(1)).when("tags", "changedTo", "vip"));
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tags.add("a tag with the number " + i);
        }
        tags.add("vip");
        receive(updated("tags", tags).of("ana"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @ParameterizedTest // S10, K2: as for a path that was not kept
    @CsvSource({"deal.stage, changedTo, lost", "deal.stage, changedTo, open", "deal.stage, changed,",
            "notes, changedTo, x"})
    void a_change_that_was_not_kept_completely_is_unknown(String field, String operator, @Nullable String value) {
        AutomationBuilder automation = automation().startedBy("lead.updated").after(hours(1));
        given(automation);
        receive(updated("notes", "short").of("ana"));
        receive(updated("deal", Map.of("stage", "lost", "description", "x".repeat(1_100))).of("ana")
                .saying("notes", "y".repeat(1_100)));
        Map<String, Object> leaf = new HashMap<>(Map.of("field", field, "op", operator));
        if (value != null) {
            leaf.put("value", value);
        }
        given(automation.version(2).with("conditions", List.of(Map.of("not", leaf))));
        advance(hours(2));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS);
        assertThat(assertThatDecisionsFor("ana").last().decision().trace()).singleElement()
                .satisfies(judged -> assertThat(judged.held()).isEqualTo(Truth.UNKNOWN));
    }

    @Test // S10, K1
    void of_a_large_value_that_was_removed_or_replaced_the_new_value_is_known() {
        AutomationBuilder automation = automation().startedBy("lead.updated").after(hours(1));
        given(automation);
        receive(updated("photos", List.of("x".repeat(20_000))).of("ana").saying("notes", "y".repeat(20_000))
                .saying("deal", Map.of("stage", "open", "text", "z".repeat(20_000))));
        receive(updated("photos", List.of()).of("ana").saying("notes", "done").saying("deal", null));
        given(automation.version(2).with("conditions", List.of(
                Map.of("not", Map.of("field", "photos", "op", "changed")),
                Map.of("not", Map.of("field", "deal.stage", "op", "changed")),
                Map.of("field", "notes", "op", "changedTo", "value", "done"))));
        advance(hours(2));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // S10
    void that_a_field_changed_is_known_without_its_values() {
        AutomationBuilder automation = automation().startedBy("lead.updated").after(hours(1));
        given(automation);
        receive(updated("notes", "y".repeat(1_100)).of("ana"));
        given(automation.version(2).when("notes", "changed"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }
}
