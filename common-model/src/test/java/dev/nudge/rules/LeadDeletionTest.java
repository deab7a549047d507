package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.LEAD_DELETED;
import static dev.nudge.decision.Reason.LEAD_MERGED;
import static dev.nudge.decision.Reason.MAX_TRANSITIONS;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static dev.nudge.decision.Reason.TIMER_SET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.AddressKind;
import java.util.Objects;
import dev.nudge.lead.Removal;
import dev.nudge.event.LeadEvent;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.Lead;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The deletion of a lead, and its merging into another (E10). */
class LeadDeletionTest extends Story {

    // ---- lead.deleted

    @Test // E10
    void a_deletion_ends_the_leads_runs() {
        given(automation().named("timer").startedBy("form").after(hours(1)));
        given(automation().named("deferred").startedBy("form").between("18:00", "19:00"));
        receive(event("form").of("ana"), event("form").of("bob"), deletion().of("ana"));
        assertThatDecisionsFor("ana").of("timer").last().isCancelledBecause(LEAD_DELETED).isAbout(1, 1);
        assertThatDecisionsFor("ana").of("deferred").last().isCancelledBecause(LEAD_DELETED).isAbout(1, 1);
        advance(days(1));
        assertThatMessagesTo("ana").isEmpty();
        assertThatMessagesTo("bob").hasSize(2);
    }

    @Test // E10
    void a_deletion_removes_attributes_and_conversation() {
        receive(inbound("Hello").from("ana").saying("firstName", "Ana").saying("status", "New lead"),
                statusChange("New lead", "Won").of("ana"));
        advance(hours(1));
        receive(deletion().of("ana"));
        Lead ana = stateOf("ana");
        assertThat(ana.attributes()).isEmpty();
        assertThat(ana.conversation()).isEqualTo(Conversation.NONE);
        assertThat(ana.statusHistory()).isEqualTo(Lead.StatusHistory.NONE);
        assertThat(removalOf(ana).occurredAt()).isEqualTo(now());
        assertThat(removals("ana")).isEqualTo(1);
        assertThat(removals("bob")).isZero();
    }

    @Test // E10: attributes that come with the deletion are not kept either
    void a_deletion_adds_nothing() {
        receive(deletion().of("ana").saying("firstName", "Ana"));
        assertThat(stateOf("ana").attributes()).isEmpty();
    }

    @Test // E10, S9
    void a_deletion_starts_nothing() {
        given(automation().startedBy("lead.deleted").sends("goodbye", "email"));
        receive(deletion().of("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(LEAD_DELETED).isAboutNoRun();
        assertThatMessagesTo("ana").isEmpty();
    }

    @Test // E10, S5
    void run_counters_are_kept() {
        given(automation().startedBy("form").atMostRuns(1));
        receive(event("form").of("ana"), deletion().of("ana"));
        advance(seconds(1));
        receive(event("form").of("ana").saying("phone", PHONE));
        assertThatDecisionsFor("ana").last().isSkippedBecause(MAX_TRANSITIONS);
    }

    @Test // E10, E5
    void event_ids_are_kept() {
        given(automation().startedBy("form"));
        receive(event("form").of("ana").withId("form-1"), deletion().of("ana"));
        advance(seconds(1));
        receive(event("form").of("ana").withId("form-1").saying("phone", PHONE));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE");
        assertThat(stateOf("ana").attributes()).isEmpty();
    }

    @Test // E10, F4
    void opt_outs_are_kept() {
        given(automation().startedBy("form"));
        receive(inbound("STOP").from("ana"), deletion().of("ana"));
        advance(seconds(1));
        receive(event("form").of("ana").saying("phone", PHONE));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT);
    }

    @Test // E10
    void an_event_that_occurred_before_the_deletion_leaves_only_an_opt_out() {
        given(automation().startedBy("message.received").sends("hello", "email"));
        receive(deletion().of("ana"));
        Lead deleted = stateOf("ana");
        receive(inbound("Hello").from("ana").saying("email", EMAIL).occurredAt("2026-04-22T10:00:00Z"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(LEAD_DELETED);
        assertThat(stateOf("ana").attributes()).isEmpty();
        assertThat(stateOf("ana").conversation()).isEqualTo(deleted.conversation());
        receive(inbound("STOP").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(LEAD_DELETED);
        assertThat(stateOf("ana").consents()).isEqualTo(
                Map.of(AddressKind.PHONE, new Consent(true, at("2026-04-22T09:00:00Z"), null)));
    }

    @Test // E10
    void a_later_event_creates_the_lead_again() {
        given(automation().startedBy("form").after(hours(1)).sends("hello", "email"));
        receive(updated("firstName", "Ana").of("ana"), event("form").of("ana"), deletion().of("ana"));
        advance(hours(1));
        receive(event("form").of("ana").saying("email", EMAIL));
        assertThatDecisionsFor("ana").last().isStartedBecause(TIMER_SET).isAbout(2, 1);
        assertThat(stateOf("ana").attributes()).isEqualTo(Map.of("email", EMAIL));
        assertThat(stateOf("ana").createdAt()).isEqualTo(now());
        assertThat(removalOf(stateOf("ana")).occurredAt()).isEqualTo(at("2026-04-22T10:00:00Z"));
    }

    @Test // E10, K6
    void on_the_event_that_creates_it_again_nothing_has_changed() {
        given(automation().startedBy("lead.updated").when("city", "changed"));
        receive(deletion().of("ana"));
        advance(seconds(1));
        receive(updated("city", "Porto").saying("phone", PHONE).of("ana"), updated("city", "Faro").of("ana"));
        assertThatDecisionsFor("ana").are("SKIPPED CONDITIONS", "FIRED IMMEDIATE");
    }

    @Test // E10, E8: however old it is
    void an_old_deletion_counts() {
        given(automation().startedBy("form").after(days(30)));
        receive(event("form").of("ana").occurredAt("2026-04-01T00:00:00Z"));
        receive(deletion().of("ana").occurredAt("2026-04-02T00:00:00Z"));
        assertThat(stateOf("ana").attributes()).isEmpty();
        assertThat(removals("ana")).isEqualTo(1);
    }

    @Test // E10: "an event that occurred no later than deletedAt"
    void a_deletion_that_is_repeated_with_another_id_does_not_delete_the_new_lead() {
        given(automation().startedBy("form").after(hours(24)));
        receive(deletion().of("ana"));
        advance(hours(1));
        receive(event("form").of("ana").saying("phone", PHONE));
        receive(deletion().of("ana").occurredAt("2026-04-22T10:00:00Z"),
                mergeInto("anna").of("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET");
        assertThat(waits("follow-up", "ana")).isTrue();
        assertThat(stateOf("ana").attributes()).containsEntry("phone", PHONE);
        assertThat(removalOf(stateOf("ana")).mergedInto()).isNull();
        assertThat(removals("ana")).isEqualTo(1);
    }

    @Test // E10
    void a_lead_that_was_never_known_can_be_deleted() {
        stranger("ana");
        given(automation().startedBy("message.received"));
        receive(deletion().of("ana"), inbound("Hello").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(LEAD_DELETED);
    }

    // ---- lead.merged

    @Test // E10
    void a_merge_without_another_lead_is_refused() {
        receive(event("lead.merged").of("ana"), mergeInto("ana").of("ana"), mergeInto("").of("ana"));
        assertThatRefusals().hasSize(3).allSatisfy(refusal -> assertThat(refusal).startsWith("/data/into: "));
        assertThat(knows("ana")).isFalse();
    }

    @Test // E10
    void a_merge_ends_the_leads_runs_and_remembers_the_other_lead() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana"), mergeInto("maria").of("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(LEAD_MERGED).isAbout(1, 1);
        assertThat(removalOf(stateOf("ana")).mergedInto()).isEqualTo("maria");
        assertThat(stateOf("ana").attributes()).isEmpty();
        assertThat(removalOf(stateOf("ana")).occurredAt()).isEqualTo(now());
        assertThat(removals("ana")).isEqualTo(1);
        assertThat(forwarded()).isEmpty();
    }

    @Test // E10: one id has one content
    void a_second_merge_without_the_address_has_ids_of_its_own() {
        receive(optedOut("email").of("ana"), mergeInto("anna").of("ana"));
        advance(days(1));
        receive(mergeInto("anna").of("ana"));
        assertThat(forwarded()).hasSize(2).extracting(event -> event.text("address")).containsExactly(EMAIL, null);
        assertThat(forwarded()).extracting(LeadEvent::id).doesNotHaveDuplicates();
    }

    @Test // E10, E11
    void the_opt_outs_of_a_merged_lead_are_forwarded() {
        given(automation().startedBy("form"));
        receive(inbound("STOP").from("ana").occurredAt("2026-04-22T09:00:00Z"),
                optedOut("email").of("ana").data("by", "maria").occurredAt("2026-04-22T09:30:00Z"));
        receive(mergeInto("anna").of("ana"));
        assertThat(forwarded()).hasSize(2).allSatisfy(event -> {
            assertThat(event.type()).isEqualTo(LeadEvent.OPTED_OUT);
            assertThat(event.key().leadId()).isEqualTo("anna");
        });
        assertThat(forwarded()).extracting(event -> event.text("address")).containsExactlyInAnyOrder(PHONE, EMAIL);
        forwarded().forEach(event -> receiveJson(event.toJson()));
        assertThat(stateOf("anna").consents()).isEqualTo(
                Map.of(AddressKind.PHONE, new Consent(true, at("2026-04-22T09:00:00Z"), null), AddressKind.EMAIL,
                        new Consent(true, at("2026-04-22T09:30:00Z"), "maria")));
        receive(event("form").of("anna"));
        assertThatDecisionsFor("anna").last().isSkippedBecause(OPTED_OUT);
    }

    @Test // E10: "and later ones that still arrive for it"
    void an_opt_out_that_arrives_after_the_merge_is_forwarded_too() {
        receive(updated("city", "Porto").of("ana"), mergeInto("anna").of("ana"));
        receive(inbound("STOP").from("ana").data("from", PHONE).occurredAt("2026-04-22T09:00:00Z"));
        assertThat(forwarded()).singleElement().satisfies(event -> {
            assertThat(event.key().leadId()).isEqualTo("anna");
            assertThat(event.occurredAt()).isEqualTo(at("2026-04-22T09:00:00Z"));
            assertThat(event.text("address")).isEqualTo(PHONE);
        });
        advance(hours(1));
        receive(inboundOnEmail("unsubscribe"));
        assertThat(forwarded()).hasSize(2);
        assertThat(forwarded().getLast().occurredAt()).isEqualTo(now());
    }

    private static EventBuilder inboundOnEmail(String body) {
        return inbound(body).on("email").from("ana");
    }

    @Test // E10, E5: deciding the merge again gives the same events
    void forwarded_events_have_distinct_and_stable_ids() {
        receive(event("message.received").of("ana").data("body", "STOP"), mergeInto("anna").of("ana").withId("m-1"));
        assertThat(forwarded()).hasSize(2).extracting(LeadEvent::id).doesNotHaveDuplicates();
    }

    @Test // E10: the lead may come back with another number
    void an_opt_out_after_the_lead_came_back_is_forwarded_with_its_new_address() {
        receive(updated("city", "Porto").of("ana"), mergeInto("anna").of("ana"));
        advance(hours(1));
        receive(updated("phone", "+12025550123").of("ana"), inbound("STOP").from("ana"));
        assertThat(forwarded()).singleElement().extracting(event -> event.text("address")).isEqualTo("+12025550123");
        assertThatSuppressedAddresses().containsExactly("+12025550123");
    }

    @Test // E10
    void an_opt_in_is_not_forwarded() {
        receive(optedOut("sms").of("ana"));
        advance(seconds(1));
        receive(optedIn("sms").of("ana"), mergeInto("anna").of("ana"));
        assertThat(forwarded()).isEmpty();
    }

    @Test // E10
    void a_later_event_creates_a_merged_lead_again() {
        given(automation().startedBy("form"));
        receive(updated("city", "Porto").of("ana"), mergeInto("anna").of("ana"));
        receive(event("form").of("ana").occurredAt("2026-04-22T10:00:00Z"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(LEAD_DELETED);
        advance(seconds(1));
        receive(event("form").of("ana").saying("phone", PHONE));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    private static Removal removalOf(Lead lead) {
        return Objects.requireNonNull(lead.removal());
    }
}
