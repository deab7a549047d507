package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.LATE;
import static dev.nudge.decision.Reason.NO_TRANSITION;
import static dev.nudge.decision.Reason.STATUS_MOVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses whose events arrive in another order than they occurred, and other spellings of statuses (E4). */
class StatusOrderTest extends Story {

    private static EventBuilder moved(String from, String to, String occurredAt) {
        return statusChange(from, to).of("ana").occurredAt(occurredAt);
    }

    @Test // E4
    void a_late_status_change_does_not_change_the_status_and_starts_nothing() {
        given(automation().startedBy("status_change"));
        receive(moved("Contacted", "Won", "2026-04-22T09:00:00Z"));
        receive(moved("New lead", "Contacted", "2026-04-22T08:00:00Z"));
        assertThat(stateOf("ana").status()).isEqualTo("Won");
        assertThat(stateOf("ana").statusHistory().previousStatus()).isEqualTo("Contacted");
        assertThat(stateOf("ana").statusHistory().statusChangedAt()).isEqualTo(at("2026-04-22T09:00:00Z"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED LATE");
        assertThatDecisionsFor("ana").last().isSkippedBecause(LATE).notes("STATUS_LATE");
    }

    @Test // E4
    void a_status_change_of_the_same_instant_is_not_late() {
        given(automation().startedBy("status_change"));
        receive(moved("New lead", "Contacted", "2026-04-22T09:00:00Z"));
        receive(moved("Contacted", "Won", "2026-04-22T09:00:00Z"));
        assertThat(stateOf("ana").status()).isEqualTo("Won");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes();
    }

    @Test // E4: "and with another status than the lead has"
    void an_older_event_with_the_leads_status_is_not_late() {
        given(automation().startedBy("status_change"));
        receive(updated("status", "Won").of("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(moved("New lead", "won", "2026-04-22T08:00:00Z"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes();
        assertThat(stateOf("ana").statusHistory().statusChangedAt()).isEqualTo(at("2026-04-22T09:00:00Z"));
    }

    @Test // E4: through E2
    void a_late_status_of_another_event_is_ignored_and_the_event_counts() {
        given(automation().startedBy("message.received"));
        receive(moved("Contacted", "Won", "2026-04-22T09:00:00Z"));
        receive(inbound("Hello").from("ana").saying("status", "New lead").occurredAt("2026-04-22T08:00:00Z"));
        assertThat(stateOf("ana").status()).isEqualTo("Won");
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes("STATUS_LATE");
    }

    @Test // E4, C3
    void a_late_status_change_ends_no_run() {
        given(automation().startedBy("form").after(hours(24)));
        receive(moved("Contacted", "Won", "2026-04-22T09:00:00Z"), event("form").of("ana"));
        receive(moved("New lead", "Contacted", "2026-04-22T08:00:00Z"));
        assertThat(waits("follow-up", "ana")).isTrue();
        receive(moved("Won", "Lost", "2026-04-22T09:30:00Z"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(STATUS_MOVED);
    }

    @Test // E4: the order of arrival does not matter
    void events_in_any_order_lead_to_the_same_status() {
        receive(moved("Contacted", "Won", "2026-04-22T09:00:00Z"));
        receive(moved("New lead", "Contacted", "2026-04-22T08:00:00Z"));
        receive(statusChange("New lead", "Contacted").of("bob").occurredAt("2026-04-22T08:00:00Z"));
        receive(statusChange("Contacted", "Won").of("bob").occurredAt("2026-04-22T09:00:00Z"));
        assertThat(stateOf("ana").status()).isEqualTo(stateOf("bob").status()).isEqualTo("Won");
        assertThat(stateOf("ana").statusHistory()).isEqualTo(stateOf("bob").statusHistory());
    }

    @Test // E4: "statusChangedAt moves only when the status changes"
    void the_same_status_again_does_not_move_statusChangedAt() {
        receive(moved("New lead", "Won", "2026-04-22T08:00:00Z"));
        receive(updated("status", "WON").of("ana").occurredAt("2026-04-22T09:00:00Z"),
                moved("Won", "Won", "2026-04-22T09:30:00Z"));
        assertThat(stateOf("ana").statusHistory().statusChangedAt()).isEqualTo(at("2026-04-22T08:00:00Z"));
        assertThat(stateOf("ana").statusHistory().previousStatus()).isEqualTo("New lead");
    }

    @Test // E4: "and sets previousStatus"
    void a_status_through_the_attributes_sets_the_previous_status() {
        receive(updated("status", "New lead").of("ana"), updated("status", "Won").of("ana"));
        assertThat(stateOf("ana").statusHistory().previousStatus()).isEqualTo("New lead");
    }

    @ParameterizedTest // E4, S3
    @ValueSource(strings = {"new lead", " New lead ", "New \t lead", "NEW\u00a0LEAD"})
    void another_spelling_of_the_same_status_is_no_transition(String to) {
        given(automation().startedBy("status_change"));
        receive(statusChange("New lead", to).of("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_TRANSITION);
    }

    @Test // E4: "after NFC"
    void the_unicode_form_of_a_status_does_not_matter() {
        given(automation().startedBy("status_change"));
        receive(statusChange("Concluído", "Conclui\u0301do").of("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_TRANSITION);
    }

    @Test // E4: "and kept as written"
    void a_status_is_kept_as_it_was_written() {
        receive(statusChange("New lead", " WON ").of("ana"));
        assertThat(stateOf("ana").status()).isEqualTo(" WON ");
    }
}
