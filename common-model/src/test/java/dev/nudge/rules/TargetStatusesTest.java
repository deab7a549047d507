package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.SOURCE_STATUS;
import static dev.nudge.decision.Reason.TARGET_STATUS;

import dev.nudge.story.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Automations that start when a lead reaches a status (S11). */
class TargetStatusesTest extends Story {

    @Test // S11
    void a_status_change_starts_a_run_only_towards_a_target_status() {
        given(automation().startedBy("status_change").towards("Contacted", "Visited"));
        receive(statusChange("New lead", "Contacted").of("ana"), statusChange("Contacted", "Visited").of("ana"),
                statusChange("Visited", "Won").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE", "SKIPPED TARGET_STATUS");
        assertThatDecisionsFor("ana").last().askedNobody().isAboutNoRun();
    }

    @ParameterizedTest // S11, E4
    @ValueSource(strings = {"contacted", " CONTACTED ", "Contacted"})
    void the_spelling_of_a_target_status_does_not_matter(String to) {
        given(automation().startedBy("status_change").towards("Contacted"));
        receive(statusChange("New lead", to).of("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @Test // S3, S11: in this order
    void source_and_target_must_both_match() {
        given(automation().startedBy("status_change").from("New lead").towards("Contacted"));
        receive(statusChange("Lost", "Won").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(SOURCE_STATUS);
        receive(statusChange("New lead", "Won").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(TARGET_STATUS);
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // S11
    void other_events_do_not_depend_on_it() {
        given(automation().startedBy("status_change").orBy("message.received").towards("Contacted"));
        receive(inbound("Hello").from("ana").saying("status", "Won"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @Test // S11
    void an_empty_list_means_any() {
        given(automation().startedBy("status_change").towards());
        receive(statusChange("New lead", "Won").of("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }
}
