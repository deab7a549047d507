package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E4, E8 to E11, X1 and X2: status, old and automatic events, deletion, and who spoke last. */
class StatusAndLifecycleRulesTest extends ModelStory {

    // ---- E4

    @Test // E4
    void a_status_change_sets_status_previous_status_and_its_instant() {
        receive(updated("status", "New lead"));
        hours(1);
        receive(statusChange("Imported", "Contacted"), "lead", object("status", "Won"));
        assertThat(attributes()).containsEntry("status", "Contacted");
        assertThat(conversation()).containsEntry("previousStatus", "Imported").containsEntry("statusChangedAt",
                "2026-04-22T11:00:00.000Z");
        hours(1);
        receive(event("status_change", "to", "Won"));
        assertThat(conversation()).containsEntry("previousStatus", "Contacted");
    }

    @ParameterizedTest // E4
    @CsvSource({"'new  LEAD'", "' New lead '", "NEW\u00a0LEAD"})
    void statuses_are_compared_without_case_and_outer_blanks_and_kept_as_written(String spelling) {
        automation("event", "status_change");
        receive(updated("status", "New lead"));
        hours(1);
        receive(statusChange("New lead", spelling));
        assertThat(last()).isEqualTo("SKIPPED NO_TRANSITION");
        assertThat(attributes()).containsEntry("status", "New lead");
        receive(updated("status", spelling));
        assertThat(attributes()).containsEntry("status", spelling);
        assertThat(conversation()).containsEntry("statusChangedAt", "2026-04-22T10:00:00.000Z")
                .doesNotContainKey("previousStatus");
    }

    @Test // E4
    void unicode_forms_of_a_status_are_the_same() {
        assertThat(Values.sameStatus("Caf\u00e9", "CAFE\u0301")).isTrue();
        assertThat(Values.sameStatus("Stra\u00dfe", "STRASSE")).isTrue();
        assertThat(Values.sameStatus(null, " ")).isTrue();
        assertThat(Values.sameStatus("Won", null)).isFalse();
    }

    @Test // E4
    void a_change_from_and_to_the_same_status_sets_another_status_like_an_attribute() {
        automation("event", "status_change");
        timerAutomation(9, "_id", "timer");
        receive(updated("status", "New lead"));
        hours(1);
        receive(statusChange("Won", "Won"));
        assertThat(answers()).contains("SKIPPED NO_TRANSITION", "CANCELLED STATUS_MOVED");
        assertThat(attributes()).containsEntry("status", "Won");
        assertThat(conversation()).containsEntry("previousStatus", "New lead").containsEntry("statusChangedAt",
                "2026-04-22T11:00:00.000Z");
    }

    @Test // E4
    void a_status_through_attributes_counts_but_is_no_status_change_event() {
        automation("event", "status_change");
        receive(updated("status", "New lead"));
        hours(1);
        receive(updated("status", "Won"));
        assertThat(model.decisions()).isEmpty();
        assertThat(conversation()).containsEntry("previousStatus", "New lead").containsEntry("statusChangedAt",
                "2026-04-22T11:00:00.000Z");
    }

    @Test // E4, N
    void a_late_status_change_changes_nothing_and_starts_nothing() {
        automation("event", "status_change");
        receive(statusChange("New lead", "Won"));
        hours(1);
        receive(statusChange("New lead", "Contacted"), "occurredAt", "2026-04-22T09:59:59Z");
        assertThat(last()).isEqualTo("SKIPPED LATE");
        assertThat(notes()).containsExactly("STATUS_LATE");
        assertThat(attributes()).containsEntry("status", "Won");
        receive(updated("status", "Contacted", "city", "Porto"), "occurredAt", "2026-04-22T09:59:59Z");
        assertThat(attributes()).containsEntry("status", "Won").containsEntry("city", "Porto");
        receive(statusChange("Imported", "WON"), "occurredAt", "2026-04-22T09:00:00Z");
        assertThat(last()).isEqualTo("SKIPPED NO_ADDRESS");
        assertThat(conversation()).containsEntry("previousStatus", "Imported").containsEntry("statusChangedAt",
                "2026-04-22T10:00:00.000Z");
    }

    // ---- E8, E9

    @Test // E8
    void an_old_event_updates_the_lead_but_starts_nothing() {
        automation("event", "message.received");
        knownLead();
        pass(Duration.ofDays(8));
        receive(inbound("hi"), "occurredAt", now.minus(Duration.ofDays(7)).toString());
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(inbound("hi"), "occurredAt", now.minus(Duration.ofDays(7)).minusMillis(1).toString());
        assertThat(last()).isEqualTo("SKIPPED TOO_OLD");
        assertThat(conversation()).containsEntry("inboundCount", 2);
        organization("maxEventAge", null);
        receive(inbound("hi"), "occurredAt", "2001-01-01T00:00:00Z");
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        organization("maxEventAge", "1h");
        receive(inbound("hi"), "occurredAt", now.minusSeconds(3601).toString());
        assertThat(last()).isEqualTo("SKIPPED TOO_OLD");
    }

    @Test // E8
    void replies_status_changes_and_opt_outs_of_old_events_still_count() {
        organization("maxEventAge", "1h");
        timerAutomation(100, "event", "form.submitted");
        knownLead();
        receive(event("form.submitted"), "occurredAt", "2026-04-22T09:30:00Z");
        hours(2);
        receive(inbound("hi"), "occurredAt", "2026-04-22T09:40:00Z");
        assertThat(last()).isEqualTo("CANCELLED REPLIED");
        receive(event("form.submitted"));
        receive(inbound("STOP"), "occurredAt", "2026-04-22T09:40:00Z");
        assertThat(last()).isEqualTo("CANCELLED OPTED_OUT");
    }

    @Test // E9
    void automatic_messages_update_attributes_and_nothing_else() {
        timerAutomation(1, "event", "message.received");
        knownLead();
        receive(inbound("hi"));
        for (Object automatic : List.of(object("automatic", true), object("autoSubmitted", "auto-replied"))) {
            receive(object("type", "message.received", "data", automatic), "lead", object("status", "On leave"));
            assertThat(last()).isEqualTo("SKIPPED AUTOMATIC");
        }
        assertThat(attributes()).containsEntry("status", "On leave");
        assertThat(conversation()).containsEntry("inboundCount", 1);
        assertThat(model.waiting()).hasSize(1);
        receive(event("message.received", "autoSubmitted", "NO", "automatic", false));
        assertThat(last()).isEqualTo("STARTED TIMER_RESTARTED");
        receive(event("message.received", "automatic", true, "body", "STOP", "channel", "sms"));
        assertThat(answers()).endsWith("CANCELLED OPTED_OUT", "SKIPPED AUTOMATIC");
    }

    // ---- E10, E11

    @Test // E10
    void a_deleted_lead_keeps_run_counters_event_ids_and_opt_outs() {
        timerAutomation(1, "event", "lead.updated", "maxTransitions", 2);
        receive(updated("phone", PHONE, "email", "ana@example.com"), "id", "first");
        receive(event("message.received", "body", "STOP", "channel", "email", "from", "ana@example.com"));
        receive(updated());
        hours(1);
        receive(event("lead.deleted"));
        assertThat(last()).isEqualTo("CANCELLED LEAD_DELETED");
        assertThat(attributes()).isEmpty();
        assertThat(conversation()).isEqualTo(object("inboundCount", 0, "outboundCount", 0));
        assertThat(lead()).containsEntry("deletedAt", "2026-04-22T11:00:00.000Z");
        receive(updated("phone", PHONE), "occurredAt", "2026-04-22T11:00:00Z");
        assertThat(last()).isEqualTo("SKIPPED LEAD_DELETED");
        assertThat(attributes()).isEmpty();
        hours(1);
        receive(updated("phone", PHONE), "id", "first");
        assertThat(attributes()).isEmpty();
        receive(updated("phone", PHONE));
        assertThat(last()).isEqualTo("SKIPPED MAX_TRANSITIONS");
        assertThat(conversation()).containsEntry("createdAt", "2026-04-22T12:00:00.000Z");
        assertThat(optedOut("email")).isTrue();
    }

    @Test // E10
    void an_event_from_before_the_deletion_leaves_only_its_opt_out() {
        knownLead();
        receive(event("lead.deleted"));
        receive(event("message.received", "body", "START", "channel", "email"));
        receive(event("message.received", "body", "STOP", "channel", "sms", "from", PHONE));
        assertThat(optedOut("phone")).isTrue();
        assertThat(model.suppressions()).hasSize(1).first().satisfies(
                change -> assertThat(change).containsEntry("address", PHONE).containsEntry("suppressed", true));
        assertThat(conversation()).containsEntry("inboundCount", 0);
    }

    @Test // E10
    void a_merged_lead_passes_its_opt_outs_on_also_later_ones() {
        timerAutomation(9);
        knownLead();
        receive(event("message.received", "body", "STOP", "channel", "email"));
        receive(updated());
        hours(1);
        receive(event("lead.merged", "into", "bea"));
        assertThat(last()).isEqualTo("CANCELLED LEAD_MERGED");
        assertThat(lead()).containsEntry("mergedInto", "bea");
        hours(1);
        receive(event("lead.opted_out", "channel", "sms", "address", PHONE, "by", "provider"));
        assertThat(model.appended()).hasSize(2).allSatisfy(event -> assertThat(event)
                .containsEntry("type", "lead.opted_out").containsEntry("leadId", "bea"));
        assertThat(model.appended().getFirst()).containsEntry("occurredAt", "2026-04-22T10:00:00.000Z")
                .containsEntry("data", object("channel", "email", "address", "ana@example.com", "by", null));
        assertThat(model.appended().getLast()).containsEntry("data",
                object("channel", "phone", "address", PHONE, "by", "provider"));
        model.appended().forEach(event -> model.receive(now, event));
        assertThat(Values.object(model.lead("org-a", "bea").get("optOuts"))).containsOnlyKeys("phone", "email");
    }

    @Test // E10, S6, S13, W5
    void a_deleted_lead_keeps_what_limits_its_messages() {
        organization("caps", object("perDay", 1));
        automation();
        knownLead();
        receive(event("lead.deleted"));
        hours(1);
        knownLead();
        assertThat(last()).isEqualTo("SKIPPED CAPPED");
    }

    @Test // E10
    void a_deletion_that_is_older_than_another_one_does_nothing() {
        receive(event("lead.deleted"));
        hours(1);
        timerAutomation(9);
        knownLead();
        receive(event("lead.deleted"), "occurredAt", "2026-04-22T10:00:00Z");
        assertThat(model.waiting()).hasSize(1);
        assertThat(attributes()).isNotEmpty();
        receive(event("lead.deleted"), "occurredAt", "2026-04-22T10:30:00Z");
        assertThat(last()).isEqualTo("CANCELLED LEAD_DELETED");
    }

    @Test // E11
    void opt_outs_and_opt_ins_come_as_events_too() {
        knownLead();
        receive(event("lead.opted_out", "channel", "whatsapp"));
        assertThat(optedOut("phone")).isTrue();
        assertThat(optedOut("email")).isFalse();
        hours(1);
        receive(event("lead.opted_in", "channel", "sms"));
        assertThat(optedOut("phone")).isFalse();
        receive(event("lead.opted_out"));
        assertThat(optedOut("email")).isTrue();
    }

    // ---- X1, X2

    @Test // X1
    void the_instants_of_a_conversation_never_move_back() {
        receive(inbound("new"), "occurredAt", "2026-04-22T09:00:00Z");
        receive(event("message.received", "body", "old", "channel", "email"), "occurredAt", "2026-04-22T08:00:00Z");
        assertThat(conversation()).containsEntry("lastInboundAt", "2026-04-22T09:00:00.000Z")
                .containsEntry("lastInboundBody", "new").containsEntry("lastInboundChannel", "sms")
                .containsEntry("inboundCount", 2);
    }

    @Test // X1
    void the_later_message_tells_who_spoke_last_and_on_a_tie_the_later_arrival() {
        receive(event("message.sent", "body", "How are you?"), "occurredAt", "2026-04-22T09:00:00Z");
        receive(inbound("late"), "occurredAt", "2026-04-22T08:00:00Z");
        assertThat(conversation()).containsEntry("lastInboundDirection", "outbound");
        receive(inbound("tie"), "occurredAt", "2026-04-22T09:00:00Z");
        assertThat(conversation()).containsEntry("lastInboundDirection", "inbound");
        receive(inbound("older"), "occurredAt", "2026-04-22T07:00:00Z");
        receive(event("message.sent"), "occurredAt", "2026-04-22T09:00:00Z");
        receive(inbound("older"), "occurredAt", "2026-04-22T07:00:00Z");
        assertThat(conversation()).containsEntry("lastInboundDirection", "outbound");
    }

    @Test // X1, X2
    void messages_of_this_engine_count_for_the_last_message_from_their_firing_on() {
        automation("event", "form.submitted");
        knownLead();
        assertThat(conversation()).doesNotContainKey("lastMessageDirection");
        receive(inbound("hi"));
        hours(1);
        receive(event("form.submitted"));
        assertThat(conversation()).containsEntry("lastInboundDirection", "inbound")
                .containsEntry("lastMessageDirection", "outbound").containsEntry("outboundCount", 0)
                .doesNotContainKey("lastOutboundAt");
        receive(inbound("written before it"), "occurredAt", "2026-04-22T10:30:00Z");
        assertThat(conversation()).containsEntry("lastMessageDirection", "outbound");
        receive(inbound("thanks"));
        receive(event("message.sent", "origin", "automation"));
        assertThat(conversation()).containsEntry("lastMessageDirection", "inbound");
    }
}
