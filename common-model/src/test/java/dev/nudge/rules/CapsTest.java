package dev.nudge.rules;

import static dev.nudge.decision.Reason.CAPPED;
import static dev.nudge.decision.Reason.CONDITIONS;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.OUTSIDE_SCHEDULE;
import static dev.nudge.decision.Reason.TOO_LATE;
import static dev.nudge.decision.Reason.WINDOW_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The organization's caps on the messages to a lead (W5). */
class CapsTest extends Story {

    private static AutomationBuilder onForm() {
        return automation().startedBy("form");
    }

    private void givenCaps(@Nullable Integer perDay, @Nullable Integer perWeek, String onExceeded) {
        Map<String, Object> caps = new LinkedHashMap<>(Map.of("onExceeded", onExceeded));
        if (perDay != null) {
            caps.put("perDay", perDay);
        }
        if (perWeek != null) {
            caps.put("perWeek", perWeek);
        }
        givenTheOrganization("caps", caps);
    }

    private void formAt(String instant) {
        itIs(instant);
        receive(event("form").of("ana"));
    }

    // ---- counting

    @Test // W5
    void a_cap_holds_for_a_lead_over_all_automations() {
        givenCaps(2, null, "drop");
        given(onForm().named("a"));
        given(onForm().named("b"));
        given(onForm().named("c"));
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE", "SKIPPED CAPPED");
        assertThatDecisionsFor("ana").last().isAboutNoRun();
        receive(event("form").of("bob"));
        assertThatDecisionsFor("bob").first().isFiredBecause(IMMEDIATE);
    }

    @Test // W5: "a firing goes while the count before it is below the cap; all its messages then count"
    void a_firing_goes_completely_or_not_at_all() {
        givenCaps(2, null, "drop");
        given(onForm().sends("a", "sms").sends("b", "whatsapp").sends("c", "email"));
        receive(event("form").of("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED CAPPED");
        assertThatMessagesTo("ana").hasSize(3);
    }

    @Test // W5
    void messages_to_the_webhook_and_to_users_count_for_nothing() {
        givenCaps(1, null, "drop");
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        given(preferenceOf(CREATOR).about("hook").notifying("Call!", "+14155550101"));
        given(onForm().named("hook").sends("a", "webhook"));
        given(onForm().named("text").sends("b", "sms"));
        receive(event("form").of("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").of("hook").are("FIRED IMMEDIATE", "FIRED IMMEDIATE");
        assertThatDecisionsFor("ana").of("text").are("FIRED IMMEDIATE", "SKIPPED CAPPED");
    }

    @Test // W5
    void a_day_is_a_calendar_day_of_the_lead() {
        givenCaps(1, null, "drop");
        given(onForm());
        receive(updated("timezone", "America/Los_Angeles").of("ana"));
        formAt("2026-04-23T05:00:00Z");
        formAt("2026-04-23T06:59:59Z");
        formAt("2026-04-23T07:00:00Z");
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED CAPPED", "FIRED IMMEDIATE");
    }

    @Test // W5
    void a_week_is_an_iso_week() {
        givenCaps(null, 2, "drop");
        given(onForm());
        formAt("2026-04-24T10:00:00Z");
        formAt("2026-04-25T10:00:00Z");
        formAt("2026-04-26T23:59:59Z");
        formAt("2026-04-27T00:00:00Z");
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE", "SKIPPED CAPPED", "FIRED IMMEDIATE");
    }

    // ---- order of the checks

    @Test // W5: "are checked last"
    void caps_are_checked_last() {
        givenCaps(1, null, "drop");
        given(onForm().named("first"));
        receive(event("form").of("ana"));
        given(onForm().named("conditions").when("city", "exists"));
        given(onForm().named("closed").between("12:00", "13:00"));
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").of("conditions").only().isSkippedBecause(CONDITIONS);
        assertThatDecisionsFor("ana").of("closed").only().isDeferredBecause(OUTSIDE_SCHEDULE);
        assertThatDecisionsFor("ana").of("first").last().isSkippedBecause(CAPPED);
        advance(hours(2));
        assertThatDecisionsFor("ana").of("closed").last().isCancelledBecause(CAPPED);
    }

    // ---- drop

    @Test // W5, S6, S7
    void a_dropped_firing_of_event_logic_is_no_run() {
        givenCaps(1, null, "drop");
        given(onForm().atMostRuns(2));
        formAt("2026-04-22T10:00:00Z");
        formAt("2026-04-22T11:00:00Z");
        formAt("2026-04-23T10:00:00Z");
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED CAPPED", "FIRED IMMEDIATE");
        assertThatDecisionsFor("ana").last().isAbout(2, 1);
    }

    @Test // W5, S6: "this follow-up is skipped (it counts for S6) while the run has others left, else the run ends"
    void a_dropped_follow_up_counts_and_the_last_one_ends_the_run() {
        givenCaps(1, null, "drop");
        given(onForm().after(hours(1)).followingUp(3));
        receive(event("form").of("ana"));
        advance(hours(5));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "SKIPPED CAPPED",
                "CANCELLED CAPPED");
        assertThatDecisionsFor("ana").last().isAbout(1, 3);
        assertThatMessagesTo("ana").hasSize(1);
    }

    @Test // W5: the delay of the next follow-up begins
    void after_a_dropped_follow_up_the_next_delay_begins() {
        givenCaps(1, null, "drop");
        given(onForm().after(hours(12)).followingUp(3));
        receive(event("form").of("ana"), event("form").of("bob"));
        given(automation().named("other").startedBy("visit"));
        advanceTo("2026-04-22T12:00:00Z");
        receive(event("visit").of("ana"));
        advanceTo("2026-04-22T22:00:00Z");
        assertThatDecisionsFor("ana").last().isSkippedBecause(CAPPED).isAbout(1, 1)
                .waitsUntil("2026-04-23T10:00:00Z");
        advance(days(3));
        assertThatDecisionsFor("ana").of("follow-up").are("STARTED TIMER_SET", "SKIPPED CAPPED", "FIRED TIMER_DUE",
                "CANCELLED CAPPED");
    }

    @Test // W5, S12
    void a_dropped_step_is_passed_over() {
        givenCaps(1, null, "drop");
        given(onForm().inSteps(step(1, "hours").sends("a"), step(1, "hours").sends("b"), step(1, "days").sends("c")));
        receive(event("form").of("ana"));
        advance(days(3));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "SKIPPED CAPPED",
                "FIRED TIMER_DUE");
        assertThat(messagesTo("ana")).extracting(Message::template).containsExactly("a", "c");
        assertThatDecisionsFor("ana").last().isAbout(1, 3).completedTheRun();
    }

    @Test // W5, S6: "it counts for S6"
    void a_dropped_step_counts_for_the_maximum() {
        givenCaps(1, null, "drop");
        given(onForm().inSteps(step(1, "hours"), step(1, "hours"), step(1, "days")).followingUp(2));
        receive(event("form").of("ana"));
        advance(days(3));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "CANCELLED CAPPED");
    }

    // ---- defer

    @Test // W5
    void a_capped_message_goes_at_the_same_local_time_on_the_next_day() {
        givenCaps(1, null, "defer");
        given(onForm());
        formAt("2026-04-22T10:00:00Z");
        formAt("2026-04-22T10:05:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(CAPPED).isAbout(2, 1)
                .waitsUntil("2026-04-23T10:05:00Z");
        advance(days(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED).isAbout(2, 1);
    }

    @Test // W5, S8: by the local time, not by 24 hours
    void the_same_local_time_across_a_daylight_saving_change() {
        givenCaps(1, null, "defer");
        given(onForm());
        itIs("2026-03-28T10:00:00Z");
        receive(updated("timezone", "Europe/Lisbon").of("ana"), event("form").of("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isDeferredBecause(CAPPED).waitsUntil("2026-03-29T10:00:00+01:00");
    }

    @Test // W5: "on the next day that has room"
    void the_next_day_is_one_that_has_room() {
        givenCaps(2, 2, "defer");
        given(onForm());
        formAt("2026-04-22T10:00:00Z");
        formAt("2026-04-23T10:00:00Z");
        formAt("2026-04-23T11:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(CAPPED).waitsUntil("2026-04-27T11:00:00Z");
        advance(days(5));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED);
    }

    @Test // W5: "then D2 and D3 again"
    void two_capped_messages_do_not_go_on_the_same_day() {
        givenCaps(1, null, "defer");
        given(onForm());
        formAt("2026-04-22T10:00:00Z");
        formAt("2026-04-22T10:05:00Z");
        formAt("2026-04-22T10:06:00Z");
        advance(days(3));
        assertThat(messagesTo("ana")).extracting(Message::firedAt).containsExactly(at("2026-04-22T10:00:00Z"),
                at("2026-04-23T10:05:00Z"), at("2026-04-24T10:06:00Z"));
    }

    @Test // W5, D3
    void at_the_new_time_the_schedule_applies_again() {
        givenCaps(1, null, "defer");
        given(onForm().between("09:00", "18:00").on("WED", "FRI"));
        formAt("2026-04-22T10:00:00Z");
        formAt("2026-04-22T10:05:00Z");
        advance(days(3));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "DEFERRED CAPPED", "DEFERRED OUTSIDE_SCHEDULE",
                "FIRED WINDOW_OPENED");
        assertThatMessagesTo("ana").last().extracting(Message::firedAt).isEqualTo(at("2026-04-24T09:00:00Z"));
    }

    @Test // W5, D5: "maxLateness counts from the first due instant"
    void lateness_counts_from_the_first_due_instant() {
        givenCaps(1, null, "defer");
        given(onForm().after(hours(1)).notLaterThan("23h"));
        given(automation().named("other").startedBy("visit"));
        receive(event("form").of("ana"), event("visit").of("ana"));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isDeferredBecause(CAPPED).waitsUntil("2026-04-23T11:00:00Z");
        advance(days(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(TOO_LATE);
    }
}
