package dev.nudge.rules;

import static dev.nudge.decision.Reason.CEILING;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.story.Story;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The ceiling of firings per automation, lead and hour (S13). */
class CeilingTest extends Story {

    private void forms(String lead, int count) {
        IntStream.range(0, count).forEach(i -> receive(event("form").of(lead)));
    }

    @Test // S13
    void an_automation_fires_at_most_10_times_an_hour_for_a_lead() {
        given(automation().startedBy("form"));
        given(automation().named("other").startedBy("visit"));
        forms("ana", 10);
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        forms("ana", 1);
        assertThatDecisionsFor("ana").last().isSkippedBecause(CEILING).isAboutNoRun();
        receive(event("visit").of("ana"), event("form").of("bob"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        assertThatDecisionsFor("bob").last().isFiredBecause(IMMEDIATE);
    }

    @Test // S13
    void the_hour_is_a_rolling_one() {
        givenTheOrganization("ceilingPerHour", 2);
        given(automation().startedBy("form"));
        forms("ana", 1);
        advance(minutes(30));
        forms("ana", 2);
        assertThatDecisionsFor("ana").last().isSkippedBecause(CEILING);
        advance(minutes(30));
        forms("ana", 2);
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE", "SKIPPED CEILING", "FIRED IMMEDIATE",
                "SKIPPED CEILING");
    }

    @Test // S13
    void firings_that_were_refused_do_not_count() {
        givenTheOrganization("ceilingPerHour", 1);
        given(automation().startedBy("form"));
        forms("ana", 5);
        advance(hours(1));
        forms("ana", 1);
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        assertThatMessagesTo("ana").hasSize(2);
    }

    @Test // S13: "at due time the run ends with it"
    void a_run_that_is_due_above_the_ceiling_ends() {
        givenTheOrganization("ceilingPerHour", 2);
        given(automation().startedBy("form").after(minutes(10)).followingUp(5));
        forms("ana", 1);
        advance(hours(3));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "FIRED TIMER_DUE",
                "CANCELLED CEILING");
        assertThatDecisionsFor("ana").last().isCancelledBecause(CEILING).isAbout(1, 3);
    }

    @Test // S13
    void an_organization_may_raise_the_ceiling() {
        givenTheOrganization("ceilingPerHour", 1_000);
        given(automation().startedBy("form"));
        forms("ana", 1_001);
        assertThatMessagesTo("ana").hasSize(1_000);
        assertThatDecisionsFor("ana").last().isSkippedBecause(CEILING);
    }

    @Test // S13: two systems that answer each other
    void a_loop_of_answers_stops() {
        given(automation().startedBy("message.received"));
        for (int i = 0; i < 100; i++) {
            receive(inbound("Thank you for your message").from("ana"));
            advance(seconds(10));
        }
        assertThatMessagesTo("ana").hasSize(10);
    }

    @Test // S13
    void a_timer_below_the_ceiling_fires() {
        givenTheOrganization("ceilingPerHour", 1);
        given(automation().startedBy("form").after(hours(1)).followingUp(3));
        forms("ana", 1);
        advance(hours(5));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
        assertThat(messagesTo("ana")).hasSize(3);
    }
}
