package dev.nudge.rules;

import static dev.nudge.decision.Reason.BAD_ADDRESS;
import static dev.nudge.decision.Reason.CONDITIONS;
import static dev.nudge.decision.Reason.MAX_FOLLOW_UPS;
import static dev.nudge.decision.Reason.NO_ADDRESS;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static dev.nudge.decision.Reason.STEP_CONDITIONS;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static dev.nudge.decision.Reason.TIMER_OFF;
import static dev.nudge.decision.Reason.TIMER_SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.StepBuilder;
import dev.nudge.story.Story;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Automations whose follow-ups differ from each other (S12). */
class StepsTest extends Story {

    private static AutomationBuilder onForm(StepBuilder... steps) {
        return automation().startedBy("form").inSteps(steps).cancelledOn();
    }

    private void form() {
        receive(event("form").of("ana"));
    }

    // ---- delays and actions

    @Test // S12, D4
    void each_step_has_its_own_delay_and_actions() {
        given(onForm(step(10, "minutes").sends("thanks", "email"), step(2, "hours").sends("reminder", "whatsapp"),
                step(1, "days")).sends("default"));
        form();
        assertThatDecisionsFor("ana").only().isStartedBecause(TIMER_SET).isAbout(1, 1)
                .waitsUntil("2026-04-22T10:10:00Z");
        advance(days(10));
        assertThat(messagesTo("ana")).extracting(Message::followUp, Message::template, Message::to, Message::firedAt)
                .containsExactly(tuple(1, "thanks", EMAIL, at("2026-04-22T10:10:00Z")),
                        tuple(2, "reminder", PHONE, at("2026-04-22T12:10:00Z")),
                        tuple(3, "default", PHONE, at("2026-04-23T12:10:00Z")));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "FIRED TIMER_DUE",
                "FIRED TIMER_DUE");
        assertThatDecisionsFor("ana").last().isAbout(1, 3).completedTheRun();
    }

    @Test // S12
    void the_first_step_may_have_no_delay() {
        given(onForm(step(0, "seconds"), step(1, "hours")));
        form();
        assertThatDecisionsFor("ana").only().isStartedBecause(TIMER_SET).waitsUntil("2026-04-22T10:00:00Z");
        advance(seconds(0));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE).isAbout(1, 1)
                .waitsUntil("2026-04-22T11:00:00Z");
    }

    @Test // S12, S8
    void days_of_a_step_are_calendar_days_in_the_leads_zone() {
        itIs("2026-03-07T12:00:00-05:00");
        given(onForm(step(1, "days")));
        receive(event("form").of("ana").saying("timezone", "America/New_York"));
        assertThatDecisionsFor("ana").only().waitsUntil("2026-03-08T12:00:00-04:00");
    }

    @Test // S12: "with steps, timerLogic.delay is not needed"
    void steps_can_be_switched_off_like_any_timer() {
        given(onForm(step(1, "hours")).with("timerLogic", Map.of("enabled", false)));
        form();
        assertThatDecisionsFor("ana").only().isSkippedBecause(TIMER_OFF);
    }

    // ---- conditions

    @Test // S12
    void a_step_whose_conditions_do_not_hold_is_skipped() {
        given(onForm(step(1, "hours").when("city", "eq", "Porto").sends("porto"), step(2, "hours").sends("any"),
                step(1, "hours").when("city", "eq", "Porto").sends("porto-again")));
        form();
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isSkippedBecause(STEP_CONDITIONS).isAbout(1, 1)
                .waitsUntil("2026-04-22T13:00:00Z");
        receive(updated("city", "Porto").of("ana"));
        advance(days(1));
        assertThat(messagesTo("ana")).extracting(Message::template, Message::followUp)
                .containsExactly(tuple("any", 2), tuple("porto-again", 3));
        assertThat(assertThatDecisionsFor("ana").last().completedTheRun().decision().trace()).hasSize(1);
    }

    @Test // S12: "the decision about a skipped last step carries runEnded: COMPLETED"
    void a_skipped_last_step_completes_the_run() {
        given(onForm(step(1, "hours"), step(1, "hours").when("city", "eq", "Porto")));
        form();
        advance(hours(2));
        assertThatDecisionsFor("ana").last().isSkippedBecause(STEP_CONDITIONS).isAbout(1, 2).completedTheRun();
        assertThat(waits("follow-up", "ana")).isFalse();
    }

    @Test // S12, D2
    void the_automations_own_conditions_end_the_run() {
        given(onForm(step(1, "hours").when("city", "eq", "Porto"), step(1, "hours")).when("score", "exists"));
        form();
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS).isAbout(1, 1);
        assertThat(assertThatDecisionsFor("ana").last().decision().trace()).hasSizeGreaterThanOrEqualTo(1);
    }

    @Test // S12, S10
    void the_conditions_of_a_step_see_the_starting_event() {
        given(onForm(step(1, "hours").when("event.data.rooms", "gte", 3).sends("large"),
                step(1, "minutes").when("event.data.rooms", "lt", 3).sends("small")));
        receive(event("form").of("ana").data("rooms", 4), event("form").of("bob").data("rooms", 1));
        advance(hours(2));
        assertThat(messagesTo("ana")).extracting(Message::template).containsExactly("large");
        assertThat(messagesTo("bob")).extracting(Message::template).containsExactly("small");
    }

    // ---- S6

    @Test // S12, S6
    void skipped_steps_do_not_count() {
        given(onForm(step(1, "hours").when("city", "eq", "Porto"), step(1, "hours"), step(1, "hours"))
                .followingUp(1));
        form();
        advance(days(1));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "SKIPPED STEP_CONDITIONS", "FIRED TIMER_DUE");
        assertThatDecisionsFor("ana").last().isAbout(1, 2).completedTheRun();
    }

    @Test // S6: "absent = ... the number of steps"
    void without_a_limit_all_steps_are_taken() {
        given(onForm(step(1, "hours"), step(1, "hours"), step(1, "hours")));
        form();
        advance(days(1));
        assertThatMessagesTo("ana").hasSize(3);
    }

    // ---- F1, F4

    @Test // S12, F1
    void a_step_without_an_address_is_skipped_and_the_next_one_goes() {
        given(onForm(step(1, "hours").sends("a", "email"), step(1, "hours").sends("b", "sms")));
        receive(updated("email", null).of("ana"));
        form();
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isSkippedBecause(NO_ADDRESS).isAbout(1, 1).skippedActions("0 NO_ADDRESS")
                .waitsUntil("2026-04-22T12:00:00Z");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE).isAbout(1, 2).completedTheRun();
        assertThat(messagesTo("ana")).extracting(Message::to).containsExactly(PHONE);
    }

    @Test // S12, F1
    void a_step_with_a_bad_address_is_skipped_and_the_next_one_goes() {
        given(onForm(step(1, "hours").sends("a", "email"), step(1, "hours").sends("b", "sms")));
        receive(updated("email", "a@example.com, b@example.com").of("ana"));
        form();
        advance(hours(2));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "SKIPPED BAD_ADDRESS", "FIRED TIMER_DUE");
    }

    @Test // S12, F4
    void a_step_on_a_channel_that_was_opted_out_is_skipped_and_the_next_one_goes() {
        given(onForm(step(1, "hours").sends("a", "email"), step(1, "hours").sends("b", "sms")));
        form();
        receive(optedOut("email").of("ana"));
        advance(hours(2));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "SKIPPED OPTED_OUT", "FIRED TIMER_DUE");
    }

    @Test // F4, S12: a position beyond the steps of the newest definition is MAX_FOLLOW_UPS
    void an_opt_out_does_not_end_a_run_beyond_the_last_step() {
        given(onForm(step(1, "hours").sends("a", "sms"), step(1, "hours").sends("b", "sms")));
        form();
        advance(hours(1));
        given(onForm(step(1, "hours").sends("a", "sms")));
        receive(optedOut("email").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(MAX_FOLLOW_UPS);
    }

    @Test // S12, F1
    void a_last_step_without_an_address_ends_the_run() {
        given(onForm(step(1, "hours").sends("a", "sms"), step(1, "hours").sends("b", "email")));
        receive(updated("email", "ana").of("ana"));
        form();
        advance(hours(2));
        assertThatDecisionsFor("ana").last().isCancelledBecause(BAD_ADDRESS).isAbout(1, 2);
        assertThat(stateOf("ana").progressOf("follow-up").transitions()).isEqualTo(1);
    }

    @Test // S5, F1
    void a_run_whose_every_step_lacked_an_address_no_longer_counts() {
        given(onForm(step(1, "hours").sends("a", "email"), step(1, "hours").sends("b", "email")).atMostRuns(1));
        receive(updated("email", null).of("ana"));
        form();
        advance(hours(2));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "SKIPPED NO_ADDRESS", "CANCELLED NO_ADDRESS");
        receive(updated("email", EMAIL).of("ana"));
        form();
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_SET).isAbout(2, 1);
    }

    @Test // S9, S12: "every channel of every action of all steps"
    void a_run_starts_unless_every_step_is_opted_out() {
        given(onForm(step(1, "hours").sends("a", "email"), step(1, "hours").sends("b", "sms")));
        receive(optedOut("email").of("ana"));
        form();
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_SET);
        receive(optedOut("email").of("bob"), optedOut("sms").of("bob"), event("form").of("bob"));
        assertThatDecisionsFor("bob").last().isSkippedBecause(OPTED_OUT);
    }

    // ---- C2

    @Test // C2, S12
    void a_reply_ends_a_run_in_steps() {
        given(automation().startedBy("form").inSteps(step(1, "hours"), step(1, "hours"), step(1, "hours")));
        form();
        advance(minutes(90));
        receive(inbound("Yes please").from("ana"));
        advance(days(1));
        assertThatMessagesTo("ana").hasSize(1);
    }

    // ---- refused on save

    @Test // S12
    void there_are_1_to_20_steps_of_timer_logic() {
        StepBuilder[] twenty = Collections.nCopies(20, step(1, "hours")).toArray(StepBuilder[]::new);
        StepBuilder[] more = Collections.nCopies(21, step(1, "hours")).toArray(StepBuilder[]::new);
        assertThat(onForm(twenty).refusals()).isEmpty();
        assertThat(onForm(more).refusals()).singleElement().asString().startsWith("/steps: Expected at most 20");
        assertThat(onForm().refusals()).singleElement().asString().startsWith("/timerLogic: ");
        assertThat(onForm().with("triggerLogicType", "event").refusals()).isEmpty();
        assertThat(onForm(twenty).with("triggerLogicType", "event").refusals()).singleElement().asString()
                .startsWith("/steps: ");
        assertThat(onForm(step(8_761, "hours")).refusals()).singleElement().asString().startsWith("/steps/0/delay: ");
    }
}
