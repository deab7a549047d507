package dev.nudge.rules;

import static dev.nudge.decision.Reason.AUTOMATION_DELETED;
import static dev.nudge.decision.Reason.CEILING;
import static dev.nudge.decision.Reason.KEYWORD;
import static dev.nudge.decision.Reason.OUTSIDE_SCHEDULE;
import static dev.nudge.decision.Reason.REPLIED;
import static dev.nudge.decision.Reason.RUN_WAITING;
import static dev.nudge.decision.Reason.STATUS_MOVED;
import static dev.nudge.decision.Reason.STEP_CONDITIONS;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static dev.nudge.decision.Reason.TIMER_RESTARTED;
import static dev.nudge.decision.Reason.TIMER_SET;
import static dev.nudge.decision.Reason.TOO_MANY_WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.lead.Run;
import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The effects of events on waiting runs (C). */
class WaitingRunTest extends Story {

    // ---- C1: restarts

    @Test // C1
    void four_messages_in_a_minute_start_one_run() {
        given(automation().startedBy("message.received").after(hours(1)));
        for (int i = 0; i < 4; i++) {
            receive(inbound("and another thing").from("ana"));
            advance(seconds(20));
        }
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "STARTED TIMER_RESTARTED", "STARTED TIMER_RESTARTED",
                "STARTED TIMER_RESTARTED");
        assertThatDecisionsFor("ana").last().isAbout(1, 1).waitsUntil("2026-04-22T11:01:00Z");
        advance(hours(2));
        assertThatMessagesTo("ana").hasSize(1);
        assertThat(stateOf("ana").progressOf("follow-up").transitions()).isEqualTo(1);
    }

    @Test // C1, S10
    void a_restarted_run_stores_the_new_event() {
        given(automation().startedBy("message.received").after(hours(1)).when("event.data.rooms", "eq", 4)
                .when("city", "changedTo", "Faro"));
        receive(inbound("Hello").from("ana").data("rooms", 3).saying("city", "Porto"));
        receive(inbound("Hello").from("ana").withId("second").data("rooms", 4).saying("city", "Faro"));
        assertThat(waitingRun("follow-up", "ana").startedBy().id()).isEqualTo("second");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // C1, S10
    void any_other_event_leaves_the_timer_alone_and_is_remembered() {
        given(automation().startedBy("form").after(hours(1)).when("event.data.rooms", "eq", 4)
                .when("city", "changedTo", "Faro").atMostRuns(1));
        receive(event("form").of("ana").data("rooms", 3).saying("city", "Porto"));
        advance(minutes(30));
        receive(event("form").of("ana").withId("second").data("rooms", 4).saying("city", "Faro"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(RUN_WAITING).isAbout(1, 1);
        assertThat(waitingRun("follow-up", "ana").startedBy().id()).isEqualTo("second");
        assertThat(waitingRun("follow-up", "ana").dueAt()).isEqualTo(at("2026-04-22T11:00:00Z"));
        advance(minutes(30));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
        assertThat(stateOf("ana").progressOf("follow-up").transitions()).isEqualTo(1);
    }

    @Test // C1
    void a_message_that_is_refused_does_not_restart_a_run() {
        AutomationBuilder chase = automation().startedBy("message.received").after(hours(1)).from("New lead")
                .cancelledOn();
        given(chase);
        receive(inbound("Hello").from("ana").saying("status", "New lead"));
        advance(minutes(10));
        receive(inbound("Hello").from("ana").data("origin", "automation"), automatic("I am on leave").from("ana"),
                event("message.received").of("ana").data("direction", "sideways"),
                inbound("Hello").from("ana").occurredAt("2026-04-01T00:00:00Z"), inbound("STOP 1").from("ana"));
        given(preferenceOf(CREATOR).off());
        receive(inbound("Hello").from("ana"));
        given(preferenceOf(CREATOR));
        given(automation().startedBy("message.received").withTimerOff().from("New lead").cancelledOn().version(2));
        receive(inbound("Hello").from("ana"));
        given(chase.version(3).from("Won"));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "SKIPPED OWN_MESSAGE", "SKIPPED AUTOMATIC",
                "SKIPPED DIRECTION_IGNORED", "SKIPPED TOO_OLD", "SKIPPED MAYBE_OPT_OUT", "SKIPPED PREFERENCE_OFF",
                "SKIPPED TIMER_OFF", "SKIPPED SOURCE_STATUS");
        assertThat(waitingRun("follow-up", "ana").dueAt()).isEqualTo(at("2026-04-22T11:00:00Z"));
    }

    @Test // C1, S5, S13
    void a_restart_does_not_check_the_limits() {
        givenTheOrganization("ceilingPerHour", 1);
        given(automation().startedBy("message.received").after(minutes(10)).atMostRuns(2));
        receive(inbound("Hello").from("ana"));
        advance(minutes(10));
        receive(inbound("Hello again").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(CEILING);
        advance(hours(1));
        receive(inbound("Hello").from("ana"), inbound("Anyone?").from("ana"));
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_RESTARTED).isAbout(2, 1);
    }

    @Test // C1, S12
    void a_restart_keeps_the_follow_up_number() {
        given(automation().startedBy("message.received").inSteps(step(1, "hours").when("city", "eq", "Porto"),
                step(2, "hours")));
        receive(inbound("Hello").from("ana"));
        advance(minutes(90));
        assertThatDecisionsFor("ana").last().isSkippedBecause(STEP_CONDITIONS).isAbout(1, 1)
                .waitsUntil("2026-04-22T13:00:00Z");
        receive(inbound("Anyone?").from("ana"));
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_RESTARTED).isAbout(1, 2)
                .waitsUntil("2026-04-22T13:30:00Z");
    }

    @Test // C1
    void a_lead_who_keeps_writing_is_followed_up_after_three_delays() {
        given(automation().startedBy("message.received").after(hours(1)));
        receive(inbound("Hello").from("ana"));
        for (int i = 0; i < 5; i++) {
            advance(minutes(30));
            receive(inbound("Anyone?").from("ana"));
        }
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_RESTARTED).waitsUntil("2026-04-22T13:00:00Z");
        advance(minutes(30));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE).isAbout(1, 1);
    }

    @Test // C1, C2
    void a_message_after_the_first_firing_ends_the_run_and_starts_the_next() {
        given(automation().startedBy("message.received").after(hours(1)).followingUp(3));
        receive(inbound("Hello").from("ana"));
        advance(minutes(90));
        receive(inbound("Hello?").from("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "CANCELLED REPLIED",
                "STARTED TIMER_SET");
        assertThatDecisionsFor("ana").last().isAbout(2, 1).waitsUntil("2026-04-22T12:30:00Z");
    }

    @Test // C1, C2: the run has fired and does not end, so that it is a waiting run like any other
    void a_message_leaves_a_run_alone_that_has_fired_and_is_not_cancelled() {
        given(automation().startedBy("message.received").after(hours(1)).followingUp(3).cancelledOn());
        receive(inbound("Hello").from("ana"));
        advance(minutes(90));
        receive(inbound("Hello?").from("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(RUN_WAITING).isAbout(1, 2);
        assertThat(waitingRun("follow-up", "ana").dueAt()).isEqualTo(at("2026-04-22T12:00:00Z"));
    }

    @Test // C1, D3
    void every_deferred_firing_of_event_logic_waits_for_itself() {
        given(automation().startedBy("form").between("18:00", "19:00").when("event.data.rooms", "gt", 2));
        receive(event("form").of("ana").data("rooms", 3));
        assertThatDecisionsFor("ana").only().isDeferredBecause(OUTSIDE_SCHEDULE).isAbout(1, 1)
                .waitsUntil("2026-04-22T18:00:00Z");
        advance(hours(1));
        receive(event("form").of("ana").data("rooms", 5));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).isAbout(2, 1)
                .waitsUntil("2026-04-22T18:00:00Z");
        assertThat(waitingRuns("follow-up", "ana")).extracting(run -> run.startedBy().data().get("rooms"))
                .containsExactly(3L, 5L);
        advance(hours(8));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "FIRED WINDOW_OPENED", "FIRED WINDOW_OPENED");
        assertThat(messagesTo("ana")).extracting(Message::run).containsExactly(1, 2);
        assertThat(waits("follow-up", "ana")).isFalse();
    }

    @Test // C1
    void event_logic_whose_conditions_do_not_hold_does_not_wait() {
        given(automation().startedBy("form").between("18:00", "19:00").when("event.data.rooms", "gt", 2));
        receive(event("form").of("ana").data("rooms", 3), event("form").of("ana").data("rooms", 1));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "SKIPPED CONDITIONS");
        assertThat(waitingRun("follow-up", "ana").startedBy().data()).containsEntry("rooms", 3L);
    }

    @ParameterizedTest // C1, S13
    @CsvSource({"1000, 20", "20, 20", "3, 3"})
    void at_most_20_firings_wait_and_never_more_than_may_fire_in_an_hour(int ceiling, int most) {
        givenTheOrganization("ceilingPerHour", ceiling);
        given(automation().startedBy("form").between("18:00", "19:00"));
        for (int i = 0; i < most; i++) {
            receive(event("form").of("ana"));
        }
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE);
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(TOO_MANY_WAITING).isAboutNoRun();
        receive(event("form").of("bob"));
        assertThatDecisionsFor("bob").last().isDeferredBecause(OUTSIDE_SCHEDULE);
        advance(hours(10));
        assertThatMessagesTo("ana").hasSize(most);
    }

    @Test // D2, S6
    void a_deferred_firing_above_the_maximum_ends_when_it_is_due() {
        given(automation().startedBy("form").between("18:00", "19:00").followingUp(1));
        receive(event("form").of("ana"), event("form").of("ana"));
        advance(hours(10));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "FIRED WINDOW_OPENED", "CANCELLED MAX_FOLLOW_UPS");
    }

    @Test // C1
    void timer_logic_that_waits_for_an_opening_waits_for_its_delay_again() {
        given(automation().startedBy("message.received").after(hours(1)).between("12:00", "19:00"));
        receive(inbound("Hello").from("ana"));
        advance(minutes(90));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-22T12:00:00Z");
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_RESTARTED).waitsUntil("2026-04-22T12:30:00Z");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    // ---- C2: replies

    @Test // C2, D4
    void a_reply_before_the_delay_ends_the_run() {
        given(automation().startedBy("status_change").after(hours(24)).sends("follow-up-24h"));
        receive(statusChange("New lead", "Contacted").of("ana"));
        advance(hours(23));
        receive(inbound("Yes please").from("ana"));
        advance(hours(2));
        assertThatMessagesTo("ana").isEmpty();
        assertThatDecisionsFor("ana").last().isCancelledBecause(REPLIED).isAbout(1, 1);
    }

    @Test // C2
    void a_reply_ends_every_waiting_run_of_that_lead_only() {
        given(automation().named("a").startedBy("form").after(hours(1)));
        given(automation().named("b").startedBy("form").after(hours(2)));
        receive(event("form").of("ana"), event("form").of("bob"));
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").of("a").last().isCancelledBecause(REPLIED);
        assertThatDecisionsFor("ana").of("b").last().isCancelledBecause(REPLIED);
        assertThat(waits("a", "bob")).isTrue();
    }

    @Test // C2, C1
    void a_reply_that_restarts_a_run_does_not_end_it() {
        given(automation().startedBy("message.received").after(hours(1)));
        receive(inbound("Hello").from("ana"), inbound("Anyone?").from("ana"));
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_RESTARTED);
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // C2, C5: the automation had event logic when the runs began to wait
    void a_reply_ends_the_runs_that_it_did_not_restart() {
        AutomationBuilder automation = automation().startedBy("message.received").between("18:00", "19:00");
        given(automation);
        receive(inbound("One").from("ana"), inbound("Two").from("ana"), inbound("Three").from("ana"));
        given(automation.version(2).after(hours(1)));
        receive(inbound("Four").from("ana"));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "DEFERRED OUTSIDE_SCHEDULE", "CANCELLED REPLIED", "CANCELLED REPLIED", "STARTED TIMER_RESTARTED");
        assertThat(stateOf("ana").progressOf("follow-up").runs()).extracting(Run::number).containsExactly(1);
    }

    @Test // C2
    void only_inbound_messages_are_replies() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana"), outbound("Hello?").to("ana"), sentByAutomation("Hello?").to("ana"),
                event("message.received").of("ana").data("direction", "outbound"));
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // C2, C4: deferred firings of event logic were decided before the reply
    void a_deferred_firing_of_event_logic_does_not_end_with_a_reply() {
        given(automation().startedBy("form").between("18:00", "19:00"));
        receive(event("form").of("ana"), inbound("Hello").from("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // C2, C4
    void a_deferred_firing_of_event_logic_ends_with_a_reply_if_cancelOn_says_so() {
        given(automation().startedBy("form").between("18:00", "19:00").cancelledOn("reply"));
        receive(event("form").of("ana"), event("form").of("ana"), inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "CANCELLED REPLIED", "CANCELLED REPLIED");
    }

    @Test // C2
    void a_reply_that_occurred_before_the_event_that_started_the_run_does_not_end_it() {
        given(automation().startedBy("status_change").after(hours(24)));
        receive(statusChange("New lead", "Contacted").of("ana"));
        receive(inbound("written before").from("ana").occurredAt("2026-04-22T09:59:59.999Z"));
        assertThat(waits("follow-up", "ana")).isTrue();
        receive(inbound("written at the same time").from("ana").occurredAt("2026-04-22T10:00:00Z"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(REPLIED);
    }

    @Test // C2, D4: "a lead who answered the first of three follow-ups never gets the second"
    void a_lead_who_answers_the_first_follow_up_never_gets_the_second() {
        given(automation().startedBy("status_change").after(hours(24)).followingUp(3));
        receive(statusChange("New lead", "Contacted").of("ana"));
        advance(hours(30));
        receive(inbound("Yes please").from("ana"));
        advance(days(10));
        assertThatMessagesTo("ana").hasSize(1);
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "CANCELLED REPLIED");
    }

    @Test // C2, S9: first runs are ended, then runs are started
    void the_reply_that_ends_a_run_may_start_the_next() {
        given(automation().named("chase").startedBy("status_change").after(hours(24)));
        given(automation().named("answer").startedBy("message.received"));
        receive(statusChange("New lead", "Contacted").of("ana"), inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED REPLIED", "FIRED IMMEDIATE");
    }

    // ---- C3: status changes

    @Test // C3
    void a_change_of_status_ends_a_waiting_run() {
        given(automation().startedBy("message.received").after(hours(24)));
        receive(inbound("Hello").from("ana").saying("status", "New lead"), statusChange("New lead", "Won").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(STATUS_MOVED).isAbout(1, 1);
    }

    @Test // C3, S3, S11: the sample automation of the API documentation
    void in_the_sample_automation_a_change_of_status_ends_the_waiting_run() {
        given(automation().startedBy("message.received").orBy("status_change").from("New lead").after(hours(24))
                .atMostRuns(3).followingUp(3).when("lastInboundDirection", "eq", "inbound"));
        receive(inbound("Is it available?").from("ana").saying("status", "New lead"));
        advance(hours(1));
        receive(statusChange("New lead", "Won").of("ana"));
        assertThatDecisionsFor("ana").of("follow-up").are("STARTED TIMER_SET", "CANCELLED STATUS_MOVED",
                "STARTED TIMER_SET");
    }

    @Test // C3
    void the_first_status_of_a_lead_is_no_change() {
        given(automation().startedBy("message.received").after(hours(24)));
        receive(inbound("Hello").from("ana"), updated("status", "New lead").of("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
        receive(statusChange("New lead", "Won").of("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED STATUS_MOVED");
    }

    @Test // C3, K1: a blank status is none
    void a_blank_status_is_no_status() {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana").saying("status", " "), updated("status", "New lead").of("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
        receive(updated("status", "").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(STATUS_MOVED);
    }

    @ParameterizedTest // C3, E4
    @ValueSource(strings = {"new lead", " NEW  LEAD "})
    void another_spelling_of_the_status_is_no_change(String status) {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana").saying("status", "New lead"), updated("status", status).of("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // C3, C4
    void a_deferred_firing_of_event_logic_does_not_end_with_a_change_of_status() {
        given(automation().startedBy("form").between("18:00", "19:00"));
        given(automation().named("other").startedBy("form").between("18:00", "19:00").cancelledOn("status_change"));
        receive(event("form").of("ana").saying("status", "New lead"), updated("status", "Won").of("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
        assertThatDecisionsFor("ana").of("other").last().isCancelledBecause(STATUS_MOVED);
    }

    @Test // C3, E4
    void a_merged_status_also_ends_a_waiting_run() {
        given(automation().startedBy("message.received").after(hours(24)));
        receive(inbound("Hello").from("ana").saying("status", "New lead"), updated("status", "Won").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(STATUS_MOVED);
    }

    @Test // C3: "to one other than it had when the run (re)started"
    void the_change_that_starts_a_run_does_not_end_it() {
        given(automation().startedBy("status_change").after(hours(24)));
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").only().isStartedBecause(TIMER_SET);
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // C3, C4: a run that was not ended by a change of status is not ended by the change back
    void a_change_back_to_the_status_at_the_start_does_not_end_the_run() {
        given(automation().startedBy("form").after(hours(24)).cancelledOn("reply"));
        receive(event("form").of("ana").saying("status", "New lead"), updated("status", "Won").of("ana"));
        given(automation().startedBy("form").after(hours(24)).version(2));
        receive(updated("status", "New lead").of("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
        receive(updated("status", "Lost").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(STATUS_MOVED);
    }

    @Test // C3: an event that does not change the status
    void an_event_without_a_change_of_status_does_not_end_a_run() {
        given(automation().startedBy("form").after(hours(24)).cancelledOn("reply"));
        receive(event("form").of("ana").saying("status", "New lead"), updated("status", "Won").of("ana"));
        given(automation().startedBy("form").after(hours(24)).version(2));
        receive(updated("city", "Porto").of("ana"), statusChange("Won", "Won").of("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // C3, C1: in this order, so that the run is not restarted
    void a_change_of_status_ends_the_run_and_starts_the_next() {
        given(automation().startedBy("status_change").after(hours(24)));
        receive(statusChange("New lead", "Contacted").of("ana"), statusChange("Contacted", "Won").of("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED STATUS_MOVED", "STARTED TIMER_SET");
        assertThatDecisionsFor("ana").last().isAbout(2, 1);
        receive(updated("status", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(STATUS_MOVED).isAbout(2, 1);
    }

    @Test // C3, C2: in this order
    void a_reply_that_changes_the_status_counts_as_a_change_of_status() {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana").saying("status", "New lead"));
        receive(inbound("Hello").from("ana").saying("status", "Won"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED STATUS_MOVED");
    }

    @Test // F4, C2: in this order
    void a_reply_that_opts_out_counts_as_an_opt_out() {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana"), inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED OPTED_OUT");
    }

    @Test // F4, C1: in this order, so that the run is not restarted by the message that opts out
    void an_opt_out_ends_a_run_before_it_could_be_restarted() {
        given(automation().startedBy("message.received").after(hours(24)));
        receive(inbound("Hello").from("ana"), inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED OPTED_OUT", "SKIPPED KEYWORD");
        assertThatDecisionsFor("ana").last().isSkippedBecause(KEYWORD).isAboutNoRun();
    }

    // ---- C4: cancelOn

    @Test // C4
    void with_cancelOn_reply_only_replies_end_a_run() {
        given(automation().startedBy("form").after(hours(24)).cancelledOn("reply"));
        receive(event("form").of("ana").saying("status", "New lead"), updated("status", "Won").of("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(REPLIED);
    }

    @Test // C4
    void with_cancelOn_status_change_only_status_changes_end_a_run() {
        given(automation().startedBy("form").after(hours(24)).cancelledOn("status_change"));
        receive(event("form").of("ana").saying("status", "New lead"), inbound("Hello").from("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
        receive(inbound("Hello").from("ana").saying("status", "Won"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(STATUS_MOVED);
    }

    @Test // C4
    void with_an_empty_cancelOn_neither_ends_a_run() {
        given(automation().startedBy("form").after(hours(24)).cancelledOn());
        receive(event("form").of("ana").saying("status", "New lead"), inbound("Hello").from("ana"),
                statusChange("New lead", "Won").of("ana"));
        advance(hours(24));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    // ---- C5: edits and deletions

    @Test // C5
    void editing_an_automation_does_not_move_a_waiting_timer() {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana"));
        Run waiting = waitingRun("follow-up", "ana");
        given(automation().startedBy("other").after(hours(1)).version(2));
        advance(hours(5));
        assertThat(waitingRun("follow-up", "ana")).isEqualTo(waiting);
    }

    @Test // C5
    void a_due_run_uses_the_newest_definition() {
        given(automation().startedBy("form").after(hours(24)).sends("old").when("city", "eq", "Faro"));
        receive(event("form").of("ana").saying("city", "Porto"));
        given(automation().startedBy("other").after(hours(1)).sends("new", "email").when("city", "eq", "Porto")
                .version(2));
        advance(hours(24));
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.template()).isEqualTo("new");
            assertThat(message.to()).isEqualTo(EMAIL);
            assertThat(message.automationVersion()).isEqualTo(2);
        });
        assertThat(assertThatDecisionsFor("ana").last().decision().automationVersion()).isEqualTo(2);
    }

    @Test // C5
    void deleting_an_automation_ends_its_runs_when_they_are_due() {
        given(automation().startedBy("form").after(hours(24)).version(7));
        receive(event("form").of("ana"));
        deleted("follow-up");
        advance(hours(23));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(AUTOMATION_DELETED).isAbout(1, 1).askedNobody();
        assertThat(assertThatDecisionsFor("ana").last().decision().automationVersion()).isEqualTo(7);
        assertThatMessagesTo("ana").isEmpty();
        assertThat(waits("follow-up", "ana")).isFalse();
    }

    @Test // C5
    void an_unknown_automation_is_not_treated_as_deleted() {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana"));
        notOnRecord("follow-up");
        assertThatThrownBy(() -> advance(hours(24))).isInstanceOf(IllegalStateException.class).hasMessage(
                "Expected automation follow-up of organization acme to be saved or deleted but it is unknown");
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // C5
    void a_run_stores_the_version_that_set_its_timer() {
        AutomationBuilder chase = automation().startedBy("message.received").after(hours(1)).followingUp(3);
        given(chase.version(4));
        receive(inbound("Hello").from("ana"));
        assertThat(waitingRun("follow-up", "ana").automationVersion()).isEqualTo(4);
        given(chase.version(5));
        receive(inbound("Anyone?").from("ana"));
        assertThat(waitingRun("follow-up", "ana").automationVersion()).isEqualTo(5);
        given(chase.version(6));
        advance(hours(1));
        assertThat(waitingRun("follow-up", "ana").automationVersion()).isEqualTo(6);
    }

    @Test // C5, C2: without a definition there is no cancelOn, so that both kinds of events end the runs
    void a_deleted_automations_run_still_ends_with_a_reply() {
        given(automation().startedBy("form").after(hours(24)).cancelledOn());
        receive(event("form").of("ana"));
        deleted("follow-up");
        receive(inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(REPLIED);
    }
}
