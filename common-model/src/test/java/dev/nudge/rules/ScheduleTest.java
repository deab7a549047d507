package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.OUTSIDE_SCHEDULE;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static dev.nudge.decision.Reason.WINDOW_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.Decision.ZoneFrom;
import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hours in which an automation may send (W); {@code schedules.json} has the cases for zones and daylight saving
 * changes.
 */
class ScheduleTest extends Story {

    private static AutomationBuilder office() {
        return automation().startedBy("form").between("09:00", "18:00");
    }

    private void formAt(String instant) {
        itIs(instant);
        receive(event("form").of("ana"));
    }

    // ---- W1

    @Test // W1
    void the_opening_is_in_the_window() {
        given(office());
        formAt("2026-04-22T08:59:59.999Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-22T09:00:00Z");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED);
        formAt("2026-04-23T09:00:00Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // W1
    void the_closing_is_not() {
        given(office());
        formAt("2026-04-22T17:58:59.999Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2026-04-22T18:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T09:00:00Z");
    }

    @Test // W1
    void a_start_after_the_end_spans_midnight() {
        given(automation().startedBy("form").between("22:00", "06:00"));
        formAt("2026-04-22T23:00:00Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2026-04-23T05:58:59Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2026-04-23T06:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T22:00:00Z");
    }

    @Test // W1
    void a_start_equal_to_the_end_is_refused() {
        assertThat(automation().startedBy("form").between("09:00", "09:00").refusals()).containsExactly(
                "/schedule/end: \"end\" must differ from \"start\" (09:00); leave the schedule out to send at any hour.");
    }

    @Test // W1
    void a_window_from_midnight_to_the_end_of_every_day_never_closes() {
        given(automation().startedBy("form").between("00:00", "24:00"));
        for (String instant : List.of("2026-04-22T00:00:00Z", "2026-04-22T23:59:59.999Z", "2026-04-23T12:00:00Z")) {
            formAt(instant);
            assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        }
        assertThat(messagesTo("ana")).extracting(Message::notAfter).containsOnlyNulls();
    }

    @Test // W1
    void windows_that_touch_are_one() {
        given(automation().startedBy("form").between("00:00", "24:00").on("SAT", "SUN"));
        formAt("2026-04-25T23:59:30Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        assertThatMessagesTo("ana").singleElement().extracting(Message::notAfter)
                .isEqualTo(at("2026-04-27T00:00:00Z"));
    }

    // ---- F7

    @Test // F7
    void nothing_fires_in_the_last_minute_of_a_window() {
        given(office());
        formAt("2026-04-22T17:59:59.900Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T09:00:00Z");
        advance(hours(16));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED);
    }

    @Test // F7
    void three_hundred_firings_just_before_a_window_closes_are_deferred_and_not_counted() {
        given(automation().startedBy("form").between("09:00", "18:00").with("maxFollowUpCount", 1));
        for (int i = 0; i < 300; i++) {
            String lead = "lead-" + i;
            itIs("2026-04-22T17:59:59.900Z");
            receive(event("form").of(lead).saying("phone", "+14155550100"));
            assertThatDecisionsFor(lead).only().isDeferredBecause(OUTSIDE_SCHEDULE)
                    .waitsUntil("2026-04-23T09:00:00Z");
        }
    }

    @Test // F7
    void nothing_fires_in_the_last_tenth_of_a_short_window() {
        given(automation().startedBy("form").between("10:00", "10:05"));
        formAt("2026-04-22T10:04:29.999Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        formAt("2026-04-22T10:04:30Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T10:00:00Z");
    }

    @Test // F7, D3
    void a_timer_that_is_due_in_the_last_minute_is_deferred() {
        given(office().after(hours(1)));
        formAt("2026-04-22T16:59:00Z");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T09:00:00Z");
    }

    // ---- W2

    @Test // W2
    void the_schedules_own_zone_takes_precedence() {
        givenTheOrganization("timezone", "Asia/Kolkata");
        given(office().in("Europe/Lisbon"));
        receive(event("form").of("ana").saying("timezone", "America/New_York"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).usedTheZone("Europe/Lisbon", ZoneFrom.SCHEDULE);
    }

    @Test // W2
    void without_a_schedule_zone_the_leads_zone_applies() {
        givenTheOrganization("timezone", "Asia/Kolkata");
        given(office());
        receive(event("form").of("ana").saying("timezone", "America/New_York"));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE)
                .usedTheZone("America/New_York", ZoneFrom.LEAD)
                .waitsUntil("2026-04-22T09:00:00-04:00");
    }

    @Test // W2
    void without_a_lead_zone_the_organizations_zone_applies() {
        givenTheOrganization("timezone", "Asia/Kolkata");
        given(office());
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).usedTheZone("Asia/Kolkata",
                ZoneFrom.ORGANIZATION);
    }

    @Test // W2
    void without_any_zone_utc_applies() {
        given(office());
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).usedTheZone("UTC", ZoneFrom.DEFAULT);
    }

    @Test // W2
    void the_leads_zone_at_due_time_applies() {
        given(office().after(hours(24)));
        receive(event("form").of("ana"));
        receive(updated("timezone", "America/New_York").of("ana"));
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).usedTheZone("America/New_York",
                ZoneFrom.LEAD);
    }

    @Test // W2, E2
    void the_leads_zone_may_have_the_name_of_another_system() {
        given(office());
        itIs("2026-11-20T11:00:00Z");
        receive(event("form").of("ana").saying("timezone", "Eastern Time (US & Canada)"));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-11-20T14:00:00Z")
                .usedTheZone("America/New_York", ZoneFrom.LEAD);
    }

    @Test // W2, E2, W4: an offset where a lead gave nothing else
    void the_leads_zone_may_be_an_offset() {
        given(office());
        itIs("2026-07-20T11:00:00Z");
        receive(event("form").of("ana").saying("timezone", "GMT-0500"));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-07-20T14:00:00Z")
                .usedTheZone("-05:00", ZoneFrom.LEAD);
    }

    @Test // W4
    void a_schedule_does_not_have_an_offset() {
        assertThat(office().in("-05:00").refusals()).singleElement().asString()
                .startsWith("/schedule/timezone: Expected a time zone with a name");
        assertThat(office().in("UTC").refusals()).isEmpty();
        assertThat(office().in("Eastern Standard Time").refusals()).isEmpty();
    }

    // ---- W3

    @Test // W3
    void days_are_the_days_on_which_a_window_opens() {
        given(office().on("MON", "FRI"));
        formAt("2026-04-22T10:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-24T09:00:00Z");
        advanceTo("2026-04-24T18:00:00Z");
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").last().waitsUntil("2026-04-27T09:00:00Z");
    }

    @Test // W3, W1
    void a_window_past_midnight_belongs_to_the_day_on_which_it_opened() {
        given(automation().startedBy("form").between("22:00", "06:00").on("WED"));
        formAt("2026-04-22T05:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-22T22:00:00Z");
        formAt("2026-04-23T05:00:00Z");
        receive(event("form").of("bob"));
        assertThatDecisionsFor("bob").last().isFiredBecause(IMMEDIATE);
    }

    @Test // W3
    void without_days_a_window_opens_every_day() {
        given(office());
        formAt("2026-04-25T10:00:00Z");
        formAt("2026-04-26T10:00:00Z");
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE");
    }

    // ---- W4

    @Test // W4
    void an_opening_in_a_gap_is_the_first_instant_after_it() {
        given(automation().startedBy("form").between("02:30", "05:00").in("America/New_York"));
        formAt("2026-03-08T01:59:59-05:00");
        assertThatDecisionsFor("ana").last().waitsUntil("2026-03-08T03:00:00-04:00");
    }

    @Test // W4
    void an_opening_in_an_overlap_is_the_earlier_and_a_closing_the_later_one() {
        given(automation().startedBy("form").between("01:15", "01:45").in("America/New_York"));
        formAt("2026-11-01T00:30:00-04:00");
        assertThatDecisionsFor("ana").last().waitsUntil("2026-11-01T01:15:00-04:00");
        formAt("2026-11-01T01:43:59-05:00");
        receive(event("form").of("bob"));
        assertThatDecisionsFor("bob").last().isFiredBecause(IMMEDIATE);
        assertThatMessagesTo("bob").singleElement().extracting(message -> message.notAfter())
                .isEqualTo(at("2026-11-01T01:45:00-05:00"));
    }

    @Test // W4
    void a_window_that_is_empty_that_day_does_not_exist() {
        given(automation().startedBy("form").between("02:00", "03:00").in("America/New_York"));
        formAt("2026-03-08T01:00:00-05:00");
        assertThatDecisionsFor("ana").last().waitsUntil("2026-03-09T02:00:00-04:00");
    }

    @Test // W4
    void an_opening_keeps_its_local_time_across_a_daylight_saving_change() {
        given(office().in("Europe/Lisbon"));
        formAt("2026-03-28T20:00:00Z");
        assertThatDecisionsFor("ana").last().waitsUntil("2026-03-29T08:00:00Z");
    }

    // ---- both logics

    @Test // W, S7
    void event_logic_waits_for_an_opening() {
        given(office());
        formAt("2026-04-22T20:00:00Z");
        assertThatDecisionsFor("ana").only().isDeferredBecause(OUTSIDE_SCHEDULE).isAbout(1, 1).leftTheRunWaiting();
        assertThatMessagesTo("ana").isEmpty();
        assertThat(stateOf("ana").progressOf("follow-up").transitions()).isEqualTo(1);
    }

    @Test // W, D3
    void inside_the_window_a_timer_fires_immediately() {
        given(office().after(hours(1)));
        formAt("2026-04-22T10:00:00Z");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @ParameterizedTest // W2
    @CsvSource({"EST, 2026-04-22T14:00:00Z", "MST, 2026-04-22T16:00:00Z", "HST, 2026-04-22T19:00:00Z",
            "ROC, 2026-04-23T01:00:00Z"})
    void a_zone_of_the_database_that_the_jdk_does_not_support_is_valid(String zone, String opening) {
        given(office());
        itIs("2026-04-22T12:00:00Z");
        receive(event("form").of("ana").saying("timezone", zone));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil(opening).usedTheZone(zone,
                ZoneFrom.LEAD);
    }

    @ParameterizedTest // W2
    @ValueSource(strings = {"EST", "MST", "HST", "ROC", "GMT+0", "US/Eastern", "Asia/Calcutta"})
    void a_decision_names_the_zone_of_a_schedule_or_an_organization_as_configured(String zone) {
        given(office().in(zone));
        itIs("2026-04-22T12:00:00Z");
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").last().usedTheZone(zone, ZoneFrom.SCHEDULE);

        given(office());
        givenTheOrganization("timezone", zone);
        receive(event("form").of("bob"));
        assertThatDecisionsFor("bob").last().usedTheZone(zone, ZoneFrom.ORGANIZATION);
    }
}
