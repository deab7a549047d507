package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.REPLIED;
import static dev.nudge.decision.Reason.STATUS_MOVED;
import static dev.nudge.decision.Reason.TOO_OLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.AddressKind;
import dev.nudge.story.Story;
import org.junit.jupiter.api.Test;

/** Events that occurred long ago (E8). */
class MaxEventAgeTest extends Story {

    @Test // E8
    void an_event_of_more_than_7_days_ago_starts_nothing() {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").occurredAt("2026-04-15T10:00:00Z"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
        receive(inbound("Hello").from("ana").occurredAt("2026-04-15T09:59:59.999Z"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(TOO_OLD).isAboutNoRun();
    }

    @Test // E8
    void an_old_event_updates_the_lead() {
        stranger("ana");
        receive(inbound("Hello").from("ana").saying("city", "Porto").saying("status", "New lead")
                .occurredAt("2026-01-01T00:00:00Z"));
        assertThat(stateOf("ana").attributes()).containsEntry("city", "Porto").containsEntry("status", "New lead");
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(1);
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(at("2026-01-01T00:00:00Z"));
    }

    @Test // E8
    void an_organization_has_its_own_limit() {
        givenTheOrganization("maxEventAge", "1h");
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").occurredAt("2026-04-22T09:00:00Z"),
                inbound("Hello").from("ana").occurredAt("2026-04-22T08:59:59Z"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "SKIPPED TOO_OLD");
    }

    @Test // E8
    void an_organization_may_have_no_limit() {
        givenTheOrganization("maxEventAge", null);
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").occurredAt("2001-01-01T00:00:00Z"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @Test // E8, C1
    void an_old_message_restarts_nothing_and_ends_the_run() {
        givenTheOrganization("maxEventAge", "1h");
        given(automation().startedBy("message.received").after(hours(24)));
        receive(inbound("Hello").from("ana"));
        advance(hours(3));
        receive(inbound("Anyone?").from("ana").occurredAt("2026-04-22T11:00:00Z"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED REPLIED", "SKIPPED TOO_OLD");
    }

    @Test // E8, C2, C3
    void an_old_reply_and_an_old_change_of_status_end_runs() {
        given(automation().startedBy("form").after(days(30)));
        receive(event("form").of("ana").saying("status", "New lead"),
                event("form").of("bob").saying("status", "New lead"));
        advance(days(20));
        receive(inbound("Hello").from("ana").occurredAt("2026-04-25T10:00:00Z"));
        receive(statusChange("New lead", "Won").of("bob").occurredAt("2026-04-25T10:00:00Z"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(REPLIED);
        assertThatDecisionsFor("bob").last().isCancelledBecause(STATUS_MOVED);
    }

    @Test // E8, F4
    void an_old_opt_out_counts() {
        receive(inbound("STOP").from("ana").occurredAt("2026-01-01T00:00:00Z"),
                optedOut("email").of("ana").occurredAt("2026-01-01T00:00:00Z"));
        assertThat(stateOf("ana").consents()).containsOnlyKeys(AddressKind.PHONE, AddressKind.EMAIL)
                .allSatisfy((kind, consent) -> assertThat(consent.optedOut()).isTrue());
        receive(optedIn("email").of("ana").occurredAt("2026-01-02T00:00:00Z"));
        assertThat(stateOf("ana").consents()).hasEntrySatisfying(AddressKind.EMAIL,
                consent -> assertThat(consent.optedOut()).isFalse());
    }
}
