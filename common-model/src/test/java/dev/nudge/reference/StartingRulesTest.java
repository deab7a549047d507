package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S1 to S13: starting a run, its steps and its limits. */
class StartingRulesTest extends ModelStory {

    @Test // S1, S2, R1
    void every_automation_of_the_organization_that_listens_answers() {
        automation("_id", "a", "event", null, "triggerType", "message.received");
        automation("_id", "b", "event", "message.received", "triggerType", "status_change");
        automation("_id", "c", "event", "status_change");
        automation("_id", "d", "organizationId", "org-b", "event", "message.received");
        knownLead();
        receive(inbound("hi"));
        assertThat(model.decisions()).extracting(decision -> decision.get("automationId")).containsExactly("a", "b");
        receive(event("message.received", "direction", "outbound"));
        assertThat(answers()).endsWith("SKIPPED NOT_INBOUND", "SKIPPED NOT_INBOUND");
    }

    @Test // S1
    void events_of_origin_automation_start_nothing() {
        automation("event", "form.submitted");
        knownLead();
        receive(event("form.submitted", "origin", "automation"));
        assertThat(last()).isEqualTo("SKIPPED OWN_MESSAGE");
    }

    @Test // S3
    void the_source_status_is_that_of_the_event_or_else_the_leads() {
        automation("event", "status_change", "triggerType", "form.submitted", "sourceStatuses", List.of(" new LEAD "));
        knownLead();
        receive(statusChange("New lead", "Contacted"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(event("form.submitted"));
        assertThat(last()).isEqualTo("SKIPPED SOURCE_STATUS");
        receive(updated("status", "New lead"));
        receive(event("form.submitted"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(event("status_change", "to", "Won"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(statusChange("Contacted", "Lost"));
        assertThat(last()).isEqualTo("SKIPPED SOURCE_STATUS");
    }

    @Test // S11
    void a_status_change_starts_a_run_only_towards_a_target_status() {
        automation("event", "status_change", "triggerType", "form.submitted", "targetStatuses", List.of("won"));
        knownLead();
        receive(statusChange("New lead", "Contacted"));
        assertThat(last()).isEqualTo("SKIPPED TARGET_STATUS");
        receive(statusChange("Contacted", "Won "));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(updated("status", "Lost"));
        receive(event("form.submitted"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }

    @Test // S4
    void the_owners_switch_counts_or_else_the_creators() {
        automation();
        knownLead();
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        assertThat(lastDecision()).containsEntry("userAsked", "creator");
        receive(updated("ownerId", "ben"));
        assertThat(last()).isEqualTo("SKIPPED NO_PREFERENCE");
        assertThat(lastDecision()).containsEntry("userAsked", "ben");
        model.preference("org-a", "ben", "auto", object("enabled", false));
        receive(updated());
        assertThat(last()).isEqualTo("SKIPPED PREFERENCE_OFF");
        model.preference("org-b", "eve", "auto", object("enabled", true));
        receive(updated("ownerId", "eve"));
        assertThat(last()).isEqualTo("SKIPPED NO_PREFERENCE");
        receive(updated("ownerId", ""));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }

    @Test // S5
    void runs_are_limited_and_one_without_an_address_does_not_count() {
        timerAutomation(1, "maxTransitions", 1);
        receive(updated("city", "Porto"));
        advance(1);
        assertThat(last()).isEqualTo("CANCELLED NO_ADDRESS");
        receive(updated("phone", PHONE));
        assertThat(last()).isEqualTo("STARTED TIMER_SET");
        assertThat(lastDecision()).containsEntry("run", 2);
        advance(1);
        receive(updated());
        assertThat(last()).isEqualTo("SKIPPED MAX_TRANSITIONS");
    }

    @Test // S6
    void event_logic_is_limited_since_the_last_reply() {
        automation("event", "form.submitted", "maxFollowUpCount", 1);
        knownLead();
        receive(event("form.submitted"));
        hours(1);
        receive(event("form.submitted"));
        assertThat(last()).isEqualTo("SKIPPED MAX_FOLLOW_UPS");
        receive(inbound("older than the firing"), "occurredAt", "2026-04-22T09:59:59Z");
        receive(event("message.received", "automatic", true));
        receive(inbound("START"));
        receive(event("form.submitted"));
        assertThat(last()).isEqualTo("SKIPPED MAX_FOLLOW_UPS");
        receive(inbound("hi"));
        receive(event("form.submitted"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }

    @Test // S6
    void the_reply_that_triggers_resets_the_count_as_well() {
        automation("event", "message.received", "maxFollowUpCount", 1);
        knownLead();
        receive(inbound("hi"));
        receive(inbound("hello again"));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }

    @Test // S6, D4
    void timer_logic_counts_the_follow_ups_of_the_run() {
        timerAutomation(1, "maxFollowUpCount", 2, "cancelOn", List.of());
        knownLead();
        advance(1);
        assertThat(lastDecision()).containsEntry("followUp", 1).containsEntry("runEnded", null);
        receive(inbound("hi"));
        advance(1);
        assertThat(lastDecision()).containsEntry("followUp", 2).containsEntry("runEnded", "COMPLETED");
        receive(updated());
        assertThat(last()).isEqualTo("STARTED TIMER_SET");
    }

    @Test // S7
    void conditions_of_event_logic_are_judged_on_the_state_after_the_event() {
        automation("event", "message.received", "conditions",
                List.of(leaf("inboundCount", "eq", 2), leaf("followUpCount", "eq", 0)));
        knownLead();
        receive(inbound("one"));
        assertThat(last()).isEqualTo("SKIPPED CONDITIONS");
        receive(inbound("two"));
        assertThat(lastDecision()).containsEntry("reason", "IMMEDIATE").containsEntry("run", 1)
                .containsEntry("followUp", 1);
    }

    @ParameterizedTest // S8
    @CsvSource({"90, seconds, 2026-10-25T00:01:30Z", "5, minutes, 2026-10-25T00:05:00Z",
            "24, hours, 2026-10-26T00:00:00Z",
            "1, days, 2026-10-26T01:00:00Z", "1, weeks, 2026-11-01T01:00:00Z", "0, hours, 2026-10-25T00:00:00Z"})
    void a_timer_is_set_from_now_in_calendar_days_of_the_zone(int delay, String unit, String due) {
        now = Instant.parse("2026-10-25T00:00:00Z");
        automation("triggerLogicType", "timer", "timerLogic", object("delay", delay, "unit", unit));
        receive(updated("timezone", "Europe/Lisbon"));
        assertThat(dueAt()).isEqualTo(Instant.parse(due));
        assertThat(lastDecision()).containsEntry("zone", "Europe/Lisbon").containsEntry("zoneFrom", "lead");
    }

    @Test // S8
    void a_day_that_lands_in_a_gap_ends_after_it_and_in_an_overlap_at_the_earlier_instant() {
        now = Instant.parse("2026-03-28T01:30:00Z");
        automation("triggerLogicType", "timer", "timerLogic", object("delay", 1, "unit", "days"));
        receive(updated("timezone", "Europe/Lisbon"));
        assertThat(dueAt()).isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
        now = Instant.parse("2026-10-24T00:30:00Z");
        receive(updated("timezone", "Europe/Lisbon"), "leadId", "bea");
        assertThat(model.waiting().getLast().dueAt()).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test // S8
    void nothing_starts_while_the_timer_is_off() {
        automation("triggerLogicType", "timer", "timerLogic", object("delay", 1, "unit", "hours", "enabled", false));
        knownLead();
        assertThat(last()).isEqualTo("SKIPPED TIMER_OFF");
    }

    @Test // S9
    void the_first_check_that_fails_is_the_reason() {
        automation("event", "status_change", "sourceStatuses", List.of("A"), "targetStatuses", List.of("B"),
                "maxTransitions", 1, "maxFollowUpCount", 1, "conditions", List.of(leaf("x", "exists", null)));
        knownLead();
        receive(statusChange("C", "D"));
        assertThat(last()).isEqualTo("SKIPPED SOURCE_STATUS");
        receive(statusChange("A", "D"), "lead", object("ownerId", "ben"));
        assertThat(last()).isEqualTo("SKIPPED TARGET_STATUS");
        receive(statusChange("A", "B"));
        assertThat(last()).isEqualTo("SKIPPED NO_PREFERENCE");
        receive(statusChange("A", "B"), "lead", object("ownerId", null, "x", 1));
        receive(statusChange("A", "B"));
        assertThat(last()).isEqualTo("SKIPPED MAX_TRANSITIONS");
        receive(event("lead.opted_out"));
        automation("event", "status_change", "maxFollowUpCount", 1);
        receive(statusChange("A", "B"));
        assertThat(last()).isEqualTo("SKIPPED MAX_FOLLOW_UPS");
        automation("event", "status_change", "conditions", List.of(leaf("y", "exists", null)));
        receive(statusChange("A", "B"));
        assertThat(last()).isEqualTo("SKIPPED OPTED_OUT");
    }

    @Test // S10
    void a_run_remembers_the_event_that_started_it() {
        timerAutomation(1, "event", "form.submitted", "conditions", List.of(leaf("event.data.form", "eq", "visit"),
                leaf("status", "changedTo", "New lead"), leaf("event.type", "eq", "form.submitted")));
        knownLead();
        receive(event("form.submitted", "form", "visit"), "lead", object("status", "New lead"));
        receive(updated("city", "Porto"));
        advance(1);
        assertThat(last()).isEqualTo("FIRED TIMER_DUE");
    }

    @Test // S10, K2, N
    void of_large_data_only_the_named_paths_are_kept_and_others_are_unknown() {
        model.template("org-a", "hello", object("body", "{{event.data.order.id}} {{event.data.rest}}"));
        timerAutomation(1, "event", "form.submitted", "conditions", List.of(leaf("event.data.form", "eq", "visit")),
                "maxFollowUpCount", 2);
        knownLead();
        receive(event("form.submitted", "form", "visit", "order", object("id", 7, "x", 8), "padding",
                "x".repeat(8_192)));
        assertThat(notes()).containsExactly("EVENT_DATA_CUT");
        advance(1);
        assertThat(lastMessage()).containsEntry("text", "7 ");
        timerAutomation(1, "event", "form.submitted", "conditions",
                List.of(leaf("event.data.padding", "notExists", null)), "maxFollowUpCount", 2);
        advance(1);
        assertThat(last()).isEqualTo("CANCELLED CONDITIONS");
        assertThat(String.valueOf(lastDecision().get("trace"))).contains("held=unknown");
    }

    // ---- S12

    @Test // S12
    void each_step_has_its_own_delay_actions_and_conditions() {
        automation("triggerLogicType", "timer", "steps", List.of(step(0), step(2, "actions", sends("email")),
                step(3, "conditions", List.of(leaf("city", "exists", null))), step(4)));
        knownLead();
        assertThat(dueAt()).isEqualTo(now);
        advance(0);
        assertThat(lastMessage()).containsEntry("channel", "sms");
        assertThat(dueAt()).isEqualTo(now.plus(Duration.ofHours(2)));
        advance(2);
        assertThat(lastMessage()).containsEntry("channel", "email").containsEntry("followUp", 2);
        advance(3);
        assertThat(last()).isEqualTo("SKIPPED STEP_CONDITIONS");
        assertThat(lastDecision()).containsEntry("followUp", 3).containsEntry("runEnded", null);
        advance(4);
        assertThat(lastDecision()).containsEntry("followUp", 4).containsEntry("runEnded", "COMPLETED");
        assertThat(model.messages()).hasSize(3);
    }

    @Test // S12
    void a_run_with_steps_ends_after_the_last_one_or_after_the_most_firings() {
        automation("triggerLogicType", "timer", "maxFollowUpCount", 2, "steps",
                List.of(step(1, "conditions", List.of(leaf("x", "exists", null))), step(1), step(1), step(1)));
        knownLead();
        advance(9);
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "SKIPPED STEP_CONDITIONS", "FIRED TIMER_DUE",
                "FIRED TIMER_DUE");
        assertThat(lastDecision()).containsEntry("followUp", 3).containsEntry("runEnded", "COMPLETED");
        automation("triggerLogicType", "timer", "steps",
                List.of(step(1, "conditions", List.of(leaf("x", "exists", null)))));
        receive(updated());
        advance(1);
        assertThat(last()).isEqualTo("SKIPPED STEP_CONDITIONS");
        assertThat(lastDecision()).containsEntry("runEnded", "COMPLETED");
    }

    @Test // S12
    void the_automations_own_conditions_end_the_run() {
        automation("triggerLogicType", "timer", "conditions", List.of(leaf("x", "exists", null)), "steps",
                List.of(step(1, "conditions", List.of(leaf("x", "exists", null))), step(1)));
        knownLead();
        advance(1);
        assertThat(last()).isEqualTo("CANCELLED CONDITIONS");
    }

    @Test // S12, F1
    void a_step_without_a_message_is_skipped_while_later_steps_remain() {
        automation("triggerLogicType", "timer", "steps", List.of(step(1), step(1, "actions", sends("email")), step(1)));
        receive(updated("email", "ana@example.com", "phone", "12"));
        advance(1);
        assertThat(last()).isEqualTo("SKIPPED BAD_ADDRESS");
        advance(1);
        assertThat(last()).isEqualTo("FIRED TIMER_DUE");
        receive(updated("phone", null));
        advance(1);
        assertThat(last()).isEqualTo("CANCELLED NO_ADDRESS");
    }

    @Test // S12, F4
    void a_step_on_an_opted_out_channel_is_skipped_and_the_run_ends_when_no_other_remains() {
        automation("triggerLogicType", "timer", "cancelOn", List.of(), "steps",
                List.of(step(1), step(1, "actions", sends("email"))));
        knownLead();
        receive(inbound("STOP"));
        assertThat(model.waiting()).hasSize(1);
        advance(1);
        assertThat(last()).isEqualTo("SKIPPED OPTED_OUT");
        receive(event("lead.opted_out", "channel", "email"));
        assertThat(last()).isEqualTo("CANCELLED OPTED_OUT");
    }

    // ---- S13

    @Test // S13
    void at_most_ten_firings_go_in_an_hour() {
        automation();
        for (int firing = 0; firing < 10; firing++) {
            receive(updated("phone", PHONE));
        }
        assertThat(answers()).containsOnly("FIRED IMMEDIATE");
        receive(updated());
        assertThat(last()).isEqualTo("SKIPPED CEILING");
        organization("ceilingPerHour", 11);
        receive(updated());
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        hours(1);
        receive(updated());
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
    }

    @Test // S13, D2
    void a_run_that_is_due_above_the_ceiling_ends() {
        organization("ceilingPerHour", 1);
        automation("triggerLogicType", "timer", "steps", List.of(step(0), step(0)));
        knownLead();
        advance(0);
        assertThat(answers()).endsWith("FIRED TIMER_DUE", "CANCELLED CEILING");
    }

    @Test // S13, C1
    void of_event_logic_no_more_may_wait_than_may_fire_in_an_hour() {
        organization("ceilingPerHour", 2);
        now = Instant.parse("2026-04-22T20:00:00Z");
        automation("schedule", object("start", "09:00", "end", "18:00"));
        knownLead();
        receive(updated());
        receive(updated());
        assertThat(answers()).containsExactly("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "SKIPPED TOO_MANY_WAITING");
        organization("ceilingPerHour", 1_000);
        for (int run = 2; run <= 20; run++) {
            receive(updated());
        }
        assertThat(model.waiting()).hasSize(20);
        assertThat(last()).isEqualTo("SKIPPED TOO_MANY_WAITING");
        Map<String, Object> progress = progress();
        assertThat(progress).containsEntry("transitions", 20);
    }
}
