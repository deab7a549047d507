package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.NO_OPENING;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static dev.nudge.decision.Reason.QUIET_HOURS;
import static dev.nudge.decision.Reason.WINDOW_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.Outcome;
import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The organization's quiet hours (W5, D3, F5, F7). */
class QuietHoursTest extends Story {

    @BeforeEach
    void quiet_from_21_to_8() {
        givenQuietHours("21:00", "08:00");
    }

    private static AutomationBuilder onForm() {
        return automation().startedBy("form");
    }

    /** A form of a lead whose zone is UTC. */
    private void formAt(String instant) {
        itIs(instant);
        receive(event("form").of("ana").saying("timezone", "UTC"));
    }

    // ---- deferral

    @Test // W5
    void event_logic_waits_for_the_end_of_quiet_hours() {
        given(onForm());
        formAt("2026-04-22T22:00:00Z");
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS).waitsUntil("2026-04-23T08:00:00Z");
        advance(hours(10));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED);
        assertThatMessagesTo("ana").singleElement().extracting(Message::firedAt).isEqualTo(at("2026-04-23T08:00:00Z"));
    }

    @Test // W5, D3
    void a_timer_that_is_due_in_quiet_hours_is_deferred() {
        given(onForm().after(hours(12)));
        formAt("2026-04-22T10:00:00Z");
        advance(hours(12));
        assertThatDecisionsFor("ana").last().isDeferredBecause(QUIET_HOURS).isAbout(1, 1).leftTheRunWaiting()
                .waitsUntil("2026-04-23T08:00:00Z");
        advance(hours(12));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED);
    }

    @Test // D3: "then D2 again"
    void after_quiet_hours_everything_is_checked_again() {
        given(onForm().after(hours(12)).sends("a", "sms"));
        formAt("2026-04-22T10:00:00Z");
        advance(hours(12));
        given(onForm().after(hours(12)).sends("a", "email").cancelledOn().version(2));
        receive(optedOut("sms").of("ana"));
        given(onForm().after(hours(12)).sends("a", "sms").version(3));
        advance(hours(12));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "DEFERRED QUIET_HOURS", "CANCELLED OPTED_OUT");
        assertThatDecisionsFor("ana").last().isCancelledBecause(OPTED_OUT);
    }

    @Test // W5: "no automation's schedule overrides them"
    void a_schedule_does_not_override_quiet_hours() {
        given(onForm().between("00:00", "24:00"));
        formAt("2026-04-22T22:00:00Z");
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS).waitsUntil("2026-04-23T08:00:00Z");
    }

    @Test // D3: "the first instant that schedule, quiet hours, holidays and F7 all permit"
    void the_next_opening_is_one_that_everything_permits() {
        given(onForm().between("07:00", "12:00"));
        formAt("2026-04-22T13:00:00Z");
        assertThatDecisionsFor("ana").last().waitsUntil("2026-04-23T08:00:00Z");
        givenTheOrganization("holidays", List.of("2026-04-23"));
        formAt("2026-04-22T13:00:00Z");
        assertThatDecisionsFor("ana").last().waitsUntil("2026-04-24T08:00:00Z");
    }

    @Test // D3
    void a_window_that_lies_within_quiet_hours_has_no_opening() {
        given(onForm().between("22:00", "23:00"));
        formAt("2026-04-22T10:00:00Z");
        assertThatDecisionsFor("ana").last().isSkippedBecause(NO_OPENING).isAboutNoRun();
        given(onForm().after(hours(1)).between("22:00", "23:00").version(2));
        formAt("2026-04-22T10:00:00Z");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(NO_OPENING).isAbout(1, 1);
        assertThat(waits("follow-up", "ana")).isFalse();
    }

    // ---- F5, F7

    @Test // F7
    void nothing_fires_in_the_last_minute_before_quiet_hours() {
        given(onForm());
        formAt("2026-04-22T20:58:59.999Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2026-04-22T20:59:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(QUIET_HOURS).waitsUntil("2026-04-23T08:00:00Z");
    }

    @Test // W5
    void the_end_of_quiet_hours_is_no_longer_quiet() {
        given(onForm());
        formAt("2026-04-22T07:59:59.999Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(QUIET_HOURS).waitsUntil("2026-04-22T08:00:00Z");
        formAt("2026-04-22T08:00:00Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @ParameterizedTest // F5
    @CsvSource({"09:00, 22:00, 2026-04-22T21:00:00Z", "09:00, 18:00, 2026-04-22T18:00:00Z",
            "00:00, 24:00, 2026-04-22T21:00:00Z"})
    void a_message_may_leave_until_the_window_closes_or_quiet_hours_begin(String start, String end, String notAfter) {
        given(onForm().between(start, end));
        formAt("2026-04-22T10:00:00Z");
        assertThatMessagesTo("ana").singleElement().extracting(Message::notAfter).isEqualTo(at(notAfter));
    }

    @Test // F5
    void a_message_without_a_schedule_may_leave_until_quiet_hours_begin() {
        given(onForm());
        for (String instant : List.of("2026-04-22T08:00:00Z", "2026-04-22T15:00:00Z", "2026-04-22T20:58:00Z")) {
            formAt(instant);
        }
        assertThat(messagesTo("ana")).hasSize(3).extracting(Message::notAfter)
                .containsOnly(at("2026-04-22T21:00:00Z"));
    }

    // ---- whom they concern

    @Test // W5
    void messages_to_the_webhook_do_not_wait() {
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        given(onForm().sends("a", "webhook"));
        formAt("2026-04-22T22:00:00Z");
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
        assertThatMessagesTo("ana").singleElement().extracting(Message::notAfter).isNull();
    }

    @Test // W5
    void a_firing_to_the_webhook_and_to_the_lead_waits() {
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        given(onForm().sends("a", "webhook").sends("b", "email"));
        formAt("2026-04-22T22:00:00Z");
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS);
    }

    // ---- zones

    private static Instant opening(String local) {
        return at("2026-04-23T08:00:00" + local);
    }

    @Test // W5: the lead's
    void the_leads_zone_comes_first() {
        givenTheOrganization("timezone", "Europe/Lisbon");
        givenTheOrganization("quietHours", Map.of("start", "21:00", "end", "08:00", "timezone", "Asia/Tokyo"));
        given(onForm());
        itIs("2026-04-23T03:00:00Z");
        receive(event("form").of("ana").saying("timezone", "America/New_York"));
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS).waitsUntil(opening("-04:00"));
    }

    @Test // W5: the single zone of its phone number
    void the_zone_of_the_phone_number_comes_next() {
        givenTheOrganization("timezone", "Europe/Lisbon");
        givenTheOrganization("quietHours", Map.of("start", "21:00", "end", "08:00", "timezone", "Asia/Tokyo"));
        given(onForm());
        itIs("2026-04-23T05:00:00Z");
        receive(event("form").of("ana").saying("phone", "+14155550100"));
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS).waitsUntil(opening("-07:00"));
    }

    @Test // W5: a free number belongs to many zones
    void the_zone_of_the_quiet_hours_comes_next() {
        givenTheOrganization("timezone", "Europe/Lisbon");
        givenTheOrganization("quietHours", Map.of("start", "21:00", "end", "08:00", "timezone", "Asia/Tokyo"));
        given(onForm().sends("a", "email"));
        itIs("2026-04-22T20:00:00Z");
        receive(event("form").of("ana").saying("phone", "+18002345678"));
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS).waitsUntil(opening("+09:00"));
    }

    @Test // W5
    void the_organizations_zone_comes_next() {
        givenTheOrganization("timezone", "Europe/Lisbon");
        given(onForm().sends("a", "email"));
        itIs("2026-04-22T23:00:00Z");
        receive(event("form").of("ana").saying("phone", null));
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS).waitsUntil(opening("+01:00"));
    }

    @Test // W5
    void without_any_zone_utc_applies() {
        given(onForm().sends("a", "email"));
        itIs("2026-04-22T23:00:00Z");
        receive(event("form").of("ana").saying("phone", null));
        assertThatDecisionsFor("ana").only().isDeferredBecause(QUIET_HOURS).waitsUntil(opening("Z"));
    }

    @Test // W5: the schedule has a zone of its own
    void the_zone_of_a_schedule_is_not_that_of_quiet_hours() {
        given(onForm().between("00:00", "24:00").in("Asia/Tokyo"));
        formAt("2026-04-22T12:00:00Z");
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    // ---- lists and days

    @Test // W5
    void there_may_be_several_quiet_hours_on_some_days() {
        givenTheOrganization("quietHours", List.of(Map.of("start", "12:00", "end", "14:00"),
                Map.of("start", "00:00", "end", "24:00", "days", List.of("SUN"))));
        given(onForm());
        formAt("2026-04-22T13:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(QUIET_HOURS).waitsUntil("2026-04-22T14:00:00Z");
        formAt("2026-04-25T23:59:30Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(QUIET_HOURS).waitsUntil("2026-04-27T00:00:00Z");
        formAt("2026-04-26T13:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(QUIET_HOURS).waitsUntil("2026-04-27T00:00:00Z");
    }

    @Test // D3
    void quiet_hours_that_follow_each_other_are_waited_for_together() {
        givenTheOrganization("quietHours", List.of(Map.of("start", "12:00", "end", "14:00"),
                Map.of("start", "14:00", "end", "16:00")));
        given(onForm());
        formAt("2026-04-22T13:00:00Z");
        assertThat(assertThatDecisionsFor("ana").only().waitsUntil("2026-04-22T16:00:00Z").decision().outcome())
                .isEqualTo(Outcome.DEFERRED);
    }
}
