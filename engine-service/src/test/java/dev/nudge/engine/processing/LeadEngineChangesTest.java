package dev.nudge.engine.processing;

import static dev.nudge.engine.processing.LeadEngineTest.asked;
import static dev.nudge.engine.processing.LeadEngineTest.welcome;
import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.deletion;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.inbound;
import static dev.nudge.story.Story.mergeInto;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.Topics;
import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.engine.lead.LeadChange;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.LeadsInMemory;
import dev.nudge.infrastructure.lead.OutboxEntry;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Lead;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Changes of other documents that an event causes: of the suppression list (F4), and removals of personal data (E10).
 */
class LeadEngineChangesTest {

    private static final String OTHER_PHONE = "+14155550101";
    /** A lead of the other partition. */
    private static final String NEIGHBOUR = IntStream.range(0, 100).mapToObj(i -> "neighbour-" + i)
            .filter(id -> EngineInMemory.homeOf(id) != EngineInMemory.homeOf("ana")).findFirst().orElseThrow();

    private final EngineInMemory world = new EngineInMemory();

    @BeforeEach
    void a_welcome_is_sent_at_once_and_a_reminder_a_day_after_a_question() {
        world.given(automation().named("welcome").startedBy("lead.welcome"));
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)));
    }

    private static EventBuilder stop(String leadId) {
        return inbound("STOP").from(leadId).saying("phone", Story.PHONE);
    }

    private List<InboundRecord> sent(EventBuilder... events) {
        for (EventBuilder event : events) {
            world.send(event);
        }
        world.journal.clear();
        return world.nextBatch(1_000);
    }

    private Lead lead(String leadId) {
        return world.leads.stored(EngineInMemory.lead(leadId)).lead();
    }

    @Test // F4, invariant 3
    void the_suppression_list_is_changed_after_the_lead_is_written_and_before_anything_is_published() {
        world.owner().process(sent(asked("ana"), stop("ana")));

        assertThat(world.journal).containsExactly("wrote ana", "suppressed " + Story.PHONE,
                "appended automation.decisions", "appended automation.decisions");
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).extracting(decision -> decision.get("reason"))
                .containsExactly("TIMER_SET", "OPTED_OUT");
        assertThat(lead("ana").optedOutOf(Channel.SMS)).isTrue();
    }

    @Test // F4
    void the_leads_address_and_the_senders_are_suppressed() {
        world.owner().process(sent(stop("ana").data("from", "tel:" + OTHER_PHONE)));

        assertThat(world.changes.suppressed()).containsExactly(Story.PHONE, OTHER_PHONE);
    }

    @Test // F4, invariant 3
    void a_change_that_was_not_made_before_a_crash_is_made_when_the_batch_is_processed_again() {
        List<InboundRecord> batch = sent(asked("ana"), stop("ana"), welcome(NEIGHBOUR));
        world.changes.becomeUnavailable();
        assertThatThrownBy(() -> world.owner().process(batch))
                .isInstanceOf(LeadsInMemory.DatabaseUnavailableException.class);
        assertThat(world.log.records(Topics.AUTOMATION_DECISIONS)).as("nothing is published before the change")
                .isEmpty();
        Map<?, Lead> written = world.leads.all();
        world.changes.becomeAvailable();
        world.crash();
        world.journal.clear();

        world.owner().process(batch);

        assertThat(world.changes.suppressed()).containsExactly(Story.PHONE);
        assertThat(world.journal).noneMatch(step -> step.startsWith("wrote "));
        assertThat(world.journal.getFirst()).isEqualTo("suppressed " + Story.PHONE);
        assertThat(world.leads.all()).isEqualTo(written);
        assertThat(world.log.ids(Topics.AUTOMATION_DECISIONS)).hasSize(3).doesNotHaveDuplicates();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    @Test // F4, invariant 2
    void a_replay_makes_the_same_changes_again() {
        List<InboundRecord> batch = sent(stop("ana"), deletion().of("ben"));
        world.owner().process(batch);
        List<LeadChange> made = world.changes.made();
        world.crash();

        world.owner().process(batch);

        assertThat(made).hasSize(2);
        assertThat(world.changes.made()).hasSize(4).startsWith(made.toArray(LeadChange[]::new))
                .endsWith(made.toArray(LeadChange[]::new));
    }

    @Test // E10
    void a_deletion_ends_the_leads_runs_and_removes_personal_data_up_to_its_instant() {
        world.owner().process(sent(asked("ana")));
        world.commit(world.nextBatch(1_000));
        world.clock.advance(hours(1));

        world.owner().process(sent(deletion().of("ana")));

        assertThat(world.changes.made()).containsExactly(
                new LeadChange.Erase(EngineInMemory.lead("ana"), world.clock.instant()));
        assertThat(world.journal).containsExactly("wrote ana", "erased ana", "appended automation.decisions");
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS).getLast()).containsEntry("outcome", "CANCELLED")
                .containsEntry("reason", "LEAD_DELETED");
        assertThat(lead("ana").nextDueAt()).isEmpty();
        assertThat(lead("ana").attributes()).isEmpty();
        assertThat(world.owner().timers.waiting()).isZero();
    }

    @Test // E10
    void a_deleted_leads_document_keeps_no_message_of_the_same_batch() {
        world.owner().process(sent(welcome("ana"), deletion().of("ana")));

        assertThat(world.log.records(Topics.MESSAGE_COMMANDS)).hasSize(1);
        assertThat(world.leads.stored(EngineInMemory.lead("ana")).outbox()).extracting(OutboxEntry::topic)
                .doesNotContain(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS);
    }

    @Test // E10, invariant 6
    void the_opt_outs_of_a_merged_lead_are_appended_to_the_partition_of_the_other_lead() {
        world.owner().process(sent(stop("ana").withId("stop")));
        Consent optOut = Objects.requireNonNull(lead("ana").consents().get(AddressKind.PHONE));
        world.commit(world.nextBatch(1_000));
        world.clock.advance(hours(1));

        world.owner().process(sent(mergeInto(NEIGHBOUR).of("ana")));

        OutboundRecord appended = world.log.records(Topics.LEAD_EVENTS).getLast();
        assertThat(appended.key()).asString().isEqualTo(NEIGHBOUR);
        assertThat(world.log.json(Topics.LEAD_EVENTS).getLast()).containsEntry("type", "lead.opted_out")
                .containsEntry("leadId", NEIGHBOUR).containsEntry("occurredAt", "2026-04-22T10:00:00.000Z")
                .containsEntry("data", Map.of("channel", "phone", "address", Story.PHONE));
        world.commit(world.nextBatch(1_000).stream()
                .filter(record -> record.partition() == EngineInMemory.homeOf("ana")).toList());
        world.processAll();
        assertThat(lead(NEIGHBOUR).consents()).containsEntry(AddressKind.PHONE, optOut);
        world.send(welcome(NEIGHBOUR).saying("phone", OTHER_PHONE));
        world.processAll();
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS).getLast()).containsEntry("reason", "OPTED_OUT");
        assertThat(world.log.records(Topics.MESSAGE_COMMANDS)).isEmpty();
    }

    @Test // E10
    void an_opt_out_that_arrives_for_a_lead_after_its_merge_is_appended_to_the_other_lead() {
        world.send(welcome("ana"));
        world.send(mergeInto(NEIGHBOUR).of("ana"));
        world.processAll();
        world.clock.advance(hours(1));
        world.send(inbound("stop").from("ana").data("from", Story.PHONE));

        world.processAll();

        assertThat(lead(NEIGHBOUR).optedOutOf(Channel.SMS)).isTrue();
        assertThat(world.changes.suppressed()).containsExactly(Story.PHONE);
    }

    @Test // E10, E5, invariant 3
    void an_event_for_another_lead_that_was_not_published_before_a_crash_is_published_after_it() {
        world.send(stop("ana"));
        world.send(mergeInto(NEIGHBOUR).of("ana"));
        world.journal.clear();
        List<InboundRecord> batch = world.nextBatch(1_000);
        world.log.failFor(record -> record.topic().equals(Topics.LEAD_EVENTS));
        assertThatThrownBy(() -> world.owner().process(batch)).isInstanceOf(CompletionException.class);
        world.log.becomeAvailable();
        world.crash();

        world.owner().process(batch);
        world.owner().process(batch);
        world.commit(batch);
        world.processAll();

        assertThat(world.log.json(Topics.LEAD_EVENTS)).filteredOn(event -> NEIGHBOUR.equals(event.get("leadId")))
                .as("appended twice, with the same id").hasSize(2).extracting(event -> event.get("id")).containsOnly(
                        Objects.requireNonNull(world.log.json(Topics.LEAD_EVENTS).getLast().get("id")));
        assertThat(lead(NEIGHBOUR).optedOutOf(Channel.WHATSAPP)).isTrue();
    }
}
