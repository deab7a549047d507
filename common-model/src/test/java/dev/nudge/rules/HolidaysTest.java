package dev.nudge.rules;

import static dev.nudge.decision.Reason.HOLIDAY;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.OUTSIDE_SCHEDULE;
import static dev.nudge.decision.Reason.WINDOW_OPENED;

import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The organization's holidays (W5). */
class HolidaysTest extends Story {

    private static AutomationBuilder office() {
        return automation().startedBy("form").between("09:00", "18:00");
    }

    private void formAt(String instant) {
        itIs(instant);
        receive(event("form").of("ana"));
    }

    @ParameterizedTest // W5
    @ValueSource(strings = {"2026-04-22", "04-22"})
    void windows_do_not_open_on_a_holiday(String holiday) {
        givenTheOrganization("holidays", List.of(holiday));
        given(office());
        formAt("2026-04-22T10:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(HOLIDAY).waitsUntil("2026-04-23T09:00:00Z");
        advance(days(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED);
    }

    @Test // W5: "HOLIDAY when the window would be open but for it"
    void the_reason_is_the_holiday_only_while_the_window_would_be_open() {
        givenTheOrganization("holidays", List.of("2026-04-22"));
        given(office());
        formAt("2026-04-21T20:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T09:00:00Z");
        formAt("2026-04-22T20:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T09:00:00Z");
    }

    @Test // W5, W3: a window belongs to the day on which it opened
    void a_window_that_opened_on_the_evening_before_stays_open() {
        givenTheOrganization("holidays", List.of("2026-04-22"));
        given(automation().startedBy("form").between("22:00", "06:00"));
        formAt("2026-04-22T05:00:00Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2026-04-22T23:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(HOLIDAY).waitsUntil("2026-04-23T22:00:00Z");
        formAt("2026-04-23T05:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(HOLIDAY).waitsUntil("2026-04-23T22:00:00Z");
    }

    @Test // W5: "in the schedule's zone"
    void a_holiday_is_a_day_in_the_schedules_zone() {
        givenTheOrganization("timezone", "America/New_York");
        givenTheOrganization("holidays", List.of("2026-04-23"));
        given(office().in("Asia/Tokyo"));
        formAt("2026-04-23T03:00:00Z"); // noon in Tokyo, the evening before in New York
        assertThatDecisionsFor("ana").last().isDeferredBecause(HOLIDAY).waitsUntil("2026-04-24T09:00:00+09:00");
    }

    @Test // W5: "an automation without a schedule does not fire on them, in the organization's zone"
    void without_a_schedule_a_holiday_is_a_day_in_the_organizations_zone() {
        givenTheOrganization("timezone", "Europe/Lisbon");
        givenTheOrganization("holidays", List.of("2026-04-22", "2026-04-23"));
        given(automation().startedBy("form"));
        formAt("2026-04-21T22:59:59Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2026-04-21T23:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(HOLIDAY).waitsUntil("2026-04-24T00:00:00+01:00");
    }

    @Test // W5, D3
    void a_timer_that_is_due_on_a_holiday_is_deferred() {
        givenTheOrganization("holidays", List.of("04-23"));
        given(office().after(hours(24)));
        formAt("2026-04-22T10:00:00Z");
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isDeferredBecause(HOLIDAY).waitsUntil("2026-04-24T09:00:00Z");
    }

    @Test // W5, W1: a window that never closes otherwise
    void a_window_of_all_days_closes_where_the_holiday_begins() {
        givenTheOrganization("holidays", List.of("2026-04-24"));
        given(automation().startedBy("form").between("00:00", "24:00"));
        formAt("2026-04-22T10:00:00Z");
        assertThatMessagesTo("ana").singleElement().extracting(Message::notAfter)
                .isEqualTo(at("2026-04-24T00:00:00Z"));
    }

    @Test // W5, D3
    void holidays_and_quiet_hours_are_waited_for_together() {
        givenTheOrganization("holidays", List.of("2026-04-23"));
        givenQuietHours("21:00", "08:00");
        given(automation().startedBy("form"));
        itIs("2026-04-22T22:00:00Z");
        receive(event("form").of("ana").saying("timezone", "UTC"));
        assertThatDecisionsFor("ana").only().waitsUntil("2026-04-24T08:00:00Z");
    }

    @Test // W5: unlike quiet hours and caps
    void the_webhook_waits_for_the_end_of_a_holiday() {
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        givenTheOrganization("holidays", List.of("04-22"));
        given(automation().startedBy("form").sends("a", "webhook"));
        formAt("2026-04-22T10:00:00Z");
        assertThatDecisionsFor("ana").only().isDeferredBecause(HOLIDAY);
    }

    @Test // W5
    void the_29th_of_february_is_a_holiday_in_leap_years() {
        givenTheOrganization("holidays", List.of("02-29"));
        given(automation().startedBy("form"));
        formAt("2028-02-28T10:00:00Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2028-02-29T10:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(HOLIDAY).waitsUntil("2028-03-01T00:00:00Z");
    }
}
