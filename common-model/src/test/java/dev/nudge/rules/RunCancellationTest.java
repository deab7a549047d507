package dev.nudge.rules;

import static dev.nudge.decision.Reason.BY_USER;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.LEAD_DELETED;
import static dev.nudge.decision.Reason.TIMER_SET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.Decision;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import org.junit.jupiter.api.Test;

/** A user cancels the runs of an automation for a lead (C6). */
class RunCancellationTest extends Story {

    @Test // C6
    void a_user_ends_the_waiting_run_of_one_automation_for_one_lead() {
        given(automation().named("timer").startedBy("form").after(hours(1)).sends("hello", "sms"));
        given(automation().named("other").startedBy("form").after(hours(1)).sends("hello", "sms"));
        receive(event("form").of("ana"), event("form").of("bob"));
        receive(cancellation("timer").of("ana").withId("cancel-1"));
        assertThatDecisionsFor("ana").of("timer").last().isCancelledBecause(BY_USER).isAbout(1, 1);
        Decision decision = assertThatDecisionsFor("ana").of("timer").last().decision();
        assertThat(decision.eventId()).isEqualTo("cancel-1");
        assertThat(decision.eventType()).isEqualTo("lead.run_cancelled");
        advance(hours(2));
        assertThatMessagesTo("ana").hasSize(1);
        assertThatMessagesTo("bob").hasSize(2);
    }

    @Test // C6, C1
    void all_deferred_firings_of_the_automation_end() {
        given(automation().named("deferred").startedBy("form").between("18:00", "19:00").sends("hello", "sms"));
        receive(event("form").of("ana"), event("form").of("ana"));
        receive(cancellation("deferred").of("ana"));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "CANCELLED BY_USER", "CANCELLED BY_USER");
        advance(days(1));
        assertThatMessagesTo("ana").isEmpty();
    }

    @Test // C6
    void without_a_waiting_run_nothing_happens() {
        given(automation().named("timer").startedBy("form").after(hours(1)));
        receive(cancellation("timer").of("ana"), cancellation("unknown").of("ana"));
        assertThatDecisionsFor("ana").isEmpty();
    }

    @Test // C6, C4: a run that nothing else cancels, and a cancellation that occurred before the run's start
    void neither_cancel_on_nor_the_time_of_the_event_prevents_it() {
        given(automation().named("timer").startedBy("form").after(hours(1)).cancelledOn());
        receive(event("form").of("ana"));
        receive(cancellation("timer").of("ana").occurredAt("2026-04-21T08:00:00Z"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(BY_USER);
    }

    @Test // C6, S5
    void a_later_event_starts_a_new_run() {
        given(automation().named("timer").startedBy("form").after(hours(1)));
        receive(event("form").of("ana"), cancellation("timer").of("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_SET).isAbout(2, 1);
    }

    @Test // C6, C5
    void the_run_of_a_deleted_automation_ends_too() {
        given(automation().named("timer").startedBy("form").after(hours(1)));
        receive(event("form").of("ana"));
        deleted("timer");
        receive(cancellation("timer").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(BY_USER);
    }

    @Test // C6, E10
    void a_cancellation_from_before_the_deletion_of_the_lead_ends_nothing() {
        given(automation().named("timer").startedBy("form").after(hours(1)));
        receive(event("lead.deleted").of("ana"));
        advance(seconds(1));
        receive(event("form").of("ana"), cancellation("timer").of("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_SET);
        receive(event("lead.deleted").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(LEAD_DELETED);
    }

    @Test // S1
    void an_automation_may_listen_to_it() {
        given(automation().named("timer").startedBy("form").after(hours(1)));
        given(automation().named("listener").startedBy("lead.run_cancelled").sends("hello", "webhook"));
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        receive(event("form").of("ana"), cancellation("timer").of("ana"));
        assertThatDecisionsFor("ana").of("listener").only().isFiredBecause(IMMEDIATE);
    }

    private static EventBuilder cancellation(String automation) {
        return event("lead.run_cancelled").data("automationId", automation).data("by", "maria");
    }
}
