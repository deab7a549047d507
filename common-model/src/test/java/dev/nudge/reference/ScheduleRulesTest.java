package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W1 to W5, D3, F5 and F7: windows, quiet hours, holidays and caps. */
class ScheduleRulesTest extends ModelStory {

    @ParameterizedTest // W1, W3, W4, F5, F7
    @CsvSource({
            // inside, at the edges; seconds of zero
            "09:00, 18:00, UTC, , 2026-04-22T09:00:00Z, open until 2026-04-22T18:00:00Z",
            "09:00:00, 18:00:00, UTC, , 2026-04-22T18:00:00Z, 2026-04-23T09:00:00Z",
            "09:00, 18:00, America/New_York, , 2026-04-22T12:59:59.999Z, 2026-04-22T13:00:00Z",
            // the last minute, and the last tenth of a short window
            "09:00, 18:00, UTC, , 2026-04-22T17:58:59.999Z, open until 2026-04-22T18:00:00Z",
            "09:00, 18:00, UTC, , 2026-04-22T17:59:00Z, 2026-04-23T09:00:00Z",
            "09:00, 09:05, UTC, , 2026-04-22T09:04:29.999Z, open until 2026-04-22T09:05:00Z",
            "09:00, 09:05, UTC, , 2026-04-22T09:04:30Z, 2026-04-23T09:00:00Z",
            // a window past midnight belongs to the day on which it opened
            "22:00, 06:00, UTC, TUE, 2026-04-22T05:58:59Z, open until 2026-04-22T06:00:00Z",
            "22:00, 06:00, UTC, TUE, 2026-04-22T22:00:00Z, 2026-04-28T22:00:00Z",
            // all day
            "00:00, 24:00, UTC, WED, 2026-04-22T12:00:00Z, open until 2026-04-23T00:00:00Z",
            "00:00, 24:00, UTC, , 2026-04-22T23:59:59Z, open until never",
            "12:00, 11:00, UTC, , 2026-04-22T10:59:30Z, 2026-04-22T12:00:00Z",
            // an opening in the gap is the first instant after it; a window within the gap does not exist
            "02:30, 04:00, America/New_York, , 2026-03-08T06:50:00Z, 2026-03-08T07:00:00Z",
            "02:00, 03:00, America/New_York, , 2026-03-08T06:59:00Z, 2026-03-09T06:00:00Z",
            // in the overlap the earlier opening and the later closing
            "01:30, 03:00, America/New_York, , 2026-11-01T04:00:00Z, 2026-11-01T05:30:00Z",
            "00:30, 01:30, America/New_York, , 2026-11-01T06:28:59Z, open until 2026-11-01T06:30:00Z",
            // a change of half an hour
            "01:45, 05:00, Australia/Lord_Howe, , 2026-04-04T14:00:00Z, 2026-04-04T14:45:00Z"})
    void windows(String start, String end, String zone, @Nullable String days, String instant, String expected) {
        Map<String, Object> schedule = object("start", start, "end", end, "timezone", zone);
        if (days != null) {
            schedule.put("days", List.of(days));
        }
        now = Instant.parse(instant);
        automation("schedule", schedule);
        knownLead();
        if (expected.startsWith("open until ")) {
            String closing = expected.substring("open until ".length());
            assertThat(last()).isEqualTo("FIRED IMMEDIATE");
            assertThat(lastDecision()).containsEntry("zoneFrom", "schedule");
            assertThat(lastMessage()).containsEntry("notAfter",
                    closing.equals("never") ? null : Instants.write(Instant.parse(closing)));
        } else {
            assertThat(last()).isEqualTo("DEFERRED OUTSIDE_SCHEDULE");
            assertThat(lastDecision()).containsEntry("dueAt", Instants.write(Instant.parse(expected)));
        }
    }

    @Test // W2
    void the_zone_is_that_of_schedule_lead_organization_or_utc() {
        timerAutomation(24);
        receive(updated("timezone", "no such zone"));
        assertThat(lastDecision()).containsEntry("zone", "UTC").containsEntry("zoneFrom", "default");
        organization("timezone", "Asia/Kolkata");
        receive(updated(), "leadId", "b");
        assertThat(lastDecision()).containsEntry("zone", "Asia/Kolkata").containsEntry("zoneFrom", "organization");
        receive(updated("timezone", "europe/lisbon"), "leadId", "c");
        assertThat(lastDecision()).containsEntry("zone", "Europe/Lisbon").containsEntry("zoneFrom", "lead");
    }

    @Test // D3
    void a_deferred_timer_is_judged_again_at_the_opening() {
        now = Instant.parse("2026-04-22T17:00:00Z");
        timerAutomation(1, "schedule", object("start", "09:00", "end", "18:00"), "conditions",
                List.of(leaf("city", "notExists", null)));
        knownLead();
        advance(1);
        assertThat(last()).isEqualTo("DEFERRED OUTSIDE_SCHEDULE");
        receive(updated("city", "Porto"));
        advance(15);
        assertThat(last()).isEqualTo("CANCELLED CONDITIONS");
    }

    // ---- quiet hours

    @Test // W5, F7, F5
    void quiet_hours_defer_like_a_closed_window() {
        organization("quietHours", object("start", "21:00", "end", "08:00"), "timezone", "UTC");
        automation();
        now = Instant.parse("2026-04-22T20:58:59Z");
        receive(updated("phone", PHONE, "timezone", "UTC"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        assertThat(lastMessage()).containsEntry("notAfter", "2026-04-22T21:00:00.000Z");
        now = Instant.parse("2026-04-22T20:59:00Z");
        receive(updated());
        assertThat(last()).isEqualTo("DEFERRED QUIET_HOURS");
        assertThat(lastDecision()).containsEntry("dueAt", "2026-04-23T08:00:00.000Z");
    }

    @Test // W5
    void no_schedule_overrides_quiet_hours_and_the_opening_heeds_both() {
        organization("quietHours", List.of(object("start", "21:00", "end", "08:00"),
                object("start", "12:00", "end", "13:00", "days", List.of("THU"))));
        automation("schedule", object("start", "06:00", "end", "08:00:00"));
        receive(updated("phone", PHONE, "timezone", "UTC"));
        assertThat(last()).isEqualTo("SKIPPED NO_OPENING");
        automation("schedule", object("start", "06:00", "end", "12:30"));
        now = Instant.parse("2026-04-22T12:29:30Z");
        receive(updated());
        assertThat(last()).isEqualTo("DEFERRED OUTSIDE_SCHEDULE");
        assertThat(lastDecision()).containsEntry("dueAt", "2026-04-23T08:00:00.000Z");
        now = Instant.parse("2026-04-23T11:00:00Z");
        receive(updated());
        assertThat(lastMessage()).containsEntry("notAfter", "2026-04-23T12:00:00.000Z");
    }

    @ParameterizedTest // W5
    @CsvSource({"America/Denver, +14155550100, Asia/Tokyo, 2026-04-22T14:00:00.000Z",
            ", +14155550100, Asia/Tokyo, 2026-04-22T15:00:00.000Z",
            ", +33612345678, Asia/Tokyo, 2026-04-22T06:00:00.000Z", ", 12, Asia/Tokyo, 2026-04-21T23:00:00.000Z",
            ", 12, , 2026-04-22T06:00:00.000Z"})
    void the_zone_of_quiet_hours(@Nullable String lead, String phone, @Nullable String quiet, String opening) {
        organization("timezone", "Europe/Paris", "quietHours",
                object("start", "08:30", "end", "08:00", "timezone", quiet));
        now = Instant.parse("2026-04-21T22:30:00Z");
        automation("actions", sends("email"));
        receive(updated("email", "ana@example.com", "phone", phone, "timezone", lead));
        assertThat(last()).isEqualTo("DEFERRED QUIET_HOURS");
        assertThat(lastDecision()).containsEntry("dueAt", opening);
    }

    @Test // W5
    void a_firing_of_the_webhook_alone_waits_for_neither_quiet_hours_nor_caps() {
        organization("quietHours", object("start", "00:00", "end", "23:59"), "webhookUrl", "https://example.com",
                "caps",
                object("perDay", 1));
        automation("actions", sends("webhook"));
        receive(updated());
        receive(updated());
        assertThat(answers()).containsOnly("FIRED IMMEDIATE");
    }

    // ---- holidays

    @Test // W5
    void windows_do_not_open_on_holidays() {
        organization("holidays", List.of("2026-04-23", "04-24"));
        automation("schedule", object("start", "22:00", "end", "02:00"));
        now = Instant.parse("2026-04-23T01:00:00Z");
        knownLead();
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        now = Instant.parse("2026-04-23T12:00:00Z");
        receive(updated());
        assertThat(last()).isEqualTo("DEFERRED OUTSIDE_SCHEDULE");
        assertThat(lastDecision()).containsEntry("dueAt", "2026-04-25T22:00:00.000Z");
        now = Instant.parse("2026-04-23T23:00:00Z");
        receive(updated());
        assertThat(last()).isEqualTo("DEFERRED HOLIDAY");
    }

    @Test // W5
    void an_automation_without_a_schedule_does_not_fire_on_holidays_of_the_organizations_zone() {
        organization("holidays", List.of("04-23"), "timezone", "Asia/Tokyo");
        automation();
        now = Instant.parse("2026-04-22T16:00:00Z");
        receive(updated("phone", PHONE, "timezone", "UTC"));
        assertThat(last()).isEqualTo("DEFERRED HOLIDAY");
        assertThat(lastDecision()).containsEntry("dueAt", "2026-04-23T15:00:00.000Z");
    }

    // ---- caps

    @Test // W5
    void a_firing_goes_while_the_count_before_it_is_below_the_cap() {
        organization("caps", object("perDay", 2));
        automation("actions", sends("sms", "email", "email"));
        knownLead();
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(updated());
        assertThat(last()).isEqualTo("SKIPPED CAPPED");
        now = Instant.parse("2026-04-23T00:00:00Z");
        receive(updated());
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }

    @Test // W5
    void caps_hold_over_all_automations_in_iso_weeks_and_days_of_the_leads_zone() {
        organization("caps", object("perWeek", 1, "onExceeded", "defer"));
        automation("_id", "a");
        automation("_id", "b", "event", "form.submitted", "maxLateness", "1h");
        now = Instant.parse("2026-04-26T23:30:00Z");
        receive(updated("phone", PHONE, "timezone", "America/New_York"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        now = Instant.parse("2026-04-27T03:30:00Z");
        receive(event("form.submitted"));
        assertThat(last()).isEqualTo("DEFERRED CAPPED");
        assertThat(lastDecision()).containsEntry("dueAt", "2026-04-28T03:30:00.000Z");
        advance(24);
        assertThat(last()).isEqualTo("CANCELLED TOO_LATE");
    }

    @Test // W5
    void a_capped_follow_up_is_skipped_and_counts_while_others_are_left() {
        organization("caps", object("perDay", 1));
        timerAutomation(1, "maxFollowUpCount", 3);
        knownLead();
        advance(3);
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "FIRED TIMER_DUE", "SKIPPED CAPPED",
                "CANCELLED CAPPED");
    }

    @Test // W5
    void a_deferred_firing_goes_at_the_same_local_time_on_a_day_with_room() {
        organization("caps", object("perDay", 1, "onExceeded", "defer"));
        automation();
        knownLead();
        pass(Duration.ofMinutes(30));
        receive(updated());
        assertThat(lastDecision()).containsEntry("dueAt", "2026-04-23T10:30:00.000Z");
        advance(24);
        assertThat(last()).isEqualTo("FIRED WINDOW_OPENED");
    }

    @Test // D3
    void a_run_that_never_finds_an_opening_ends() {
        organization("quietHours", object("start", "00:00", "end", "24:00"));
        timerAutomation(1);
        knownLead();
        advance(1);
        assertThat(last()).isEqualTo("CANCELLED NO_OPENING");
    }
}
