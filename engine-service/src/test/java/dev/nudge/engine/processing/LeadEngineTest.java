package dev.nudge.engine.processing;

import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.inbound;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.Topics;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.LeadsInMemory;
import dev.nudge.lead.Lead;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of the steps of {@link LeadEngine}, and its behaviour while the database or the log is unavailable. */
public class LeadEngineTest {

    private final EngineInMemory world = new EngineInMemory();

    @BeforeEach
    void a_welcome_is_sent_at_once_and_a_reminder_a_day_after_a_question() {
        world.given(automation().named("welcome").startedBy("lead.welcome").sends("hello").sends("more", "whatsapp"));
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)).sends("still-there"));
    }

    static EventBuilder welcome(String leadId) {
        return event("lead.welcome").of(leadId).saying("phone", Story.PHONE);
    }

    public static EventBuilder asked(String leadId) {
        return event("lead.asked").of(leadId).saying("phone", Story.PHONE);
    }

    private List<InboundRecord> sent(EventBuilder... events) {
        for (EventBuilder event : events) {
            world.send(event);
        }
        world.journal.clear();
        return world.nextBatch(1_000);
    }

    @Test // invariant 3
    void the_state_is_written_before_anything_is_published() {
        world.owner().process(sent(welcome("ana"), welcome("ben")));

        assertThat(world.journal.subList(0, 2)).containsExactlyInAnyOrder("wrote ana", "wrote ben");
        assertThat(world.journal.subList(2, world.journal.size())).allMatch(step -> step.startsWith("appended "))
                .hasSize(6);
    }

    @Test // invariant 3
    void after_a_failed_publication_the_same_batch_is_published_with_the_same_ids_and_changes_nothing_else() {
        List<InboundRecord> batch = sent(welcome("ana"), welcome("ben"), inbound("hi").from("ana"));
        world.log.failFor(record -> key(record).equals("ben"));
        assertThatThrownBy(() -> world.owner().process(batch)).isInstanceOf(CompletionException.class);
        Map<?, Lead> written = world.leads.all();
        world.log.becomeAvailable();
        world.log.clearPublished();
        world.journal.clear();

        world.owner().process(batch);

        assertThat(world.leads.all()).isEqualTo(written);
        assertThat(world.journal).noneMatch(step -> step.startsWith("wrote "));
        List<String> messages = world.log.ids(Topics.MESSAGE_COMMANDS);
        assertThat(messages).hasSize(4).doesNotHaveDuplicates();
        List<String> decisions = world.log.ids(Topics.AUTOMATION_DECISIONS);
        assertThat(decisions).hasSize(2).doesNotHaveDuplicates();
        world.owner().process(batch);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS).subList(4, 8)).containsExactlyInAnyOrderElementsOf(messages);
        assertThat(world.log.ids(Topics.AUTOMATION_DECISIONS).subList(2, 4))
                .containsExactlyInAnyOrderElementsOf(decisions);
    }

    @Test // R1
    void sequences_of_a_leads_decisions_increase_within_and_across_records() {
        world.given(automation().named("a-second").startedBy("lead.welcome").sends("hello"));
        world.given(automation().named("z-third").startedBy("lead.welcome").sends("hello"));
        world.owner().process(sent(welcome("ana"), asked("ana"), welcome("ana")));

        List<Map<String, @Nullable Object>> decisions = world.log.json(Topics.AUTOMATION_DECISIONS);
        assertThat(decisions).hasSize(7).extracting(decision -> decision.get("at")).containsOnly(
                decisions.getFirst().get("at"));
        assertThat(decisions).extracting(decision -> (Long) decision.get("sequence")).doesNotContainNull()
                .doesNotHaveDuplicates().isSorted();
    }

    @Test // invariant 2
    void a_replayed_record_changes_nothing_and_its_results_are_published_again() {
        List<InboundRecord> batch = sent(welcome("ana"));
        world.owner().process(batch);
        List<String> published = world.log.ids(Topics.MESSAGE_COMMANDS);
        world.crash();
        world.log.clearPublished();
        world.journal.clear();

        world.owner().process(batch);

        assertThat(world.journal).noneMatch(step -> step.startsWith("wrote "));
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).isEqualTo(published);
    }

    @Test // invariant 2
    void a_replay_publishes_a_leads_results_in_the_original_order() {
        List<InboundRecord> batch = sent(welcome("ana").withId("e1"), welcome("ana").withId("e2"),
                welcome("ana").withId("e3"));
        world.owner().process(batch);
        List<String> published = world.log.ids(Topics.MESSAGE_COMMANDS);
        world.crash();
        world.log.clearPublished();

        world.owner().process(batch);

        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).isEqualTo(published).hasSize(6);
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).extracting(decision -> decision.get("eventId"))
                .containsExactly("e1", "e2", "e3");
    }

    @Test // invariant 3
    void the_outbox_keeps_only_entries_from_the_first_offset_of_the_batch_on() {
        world.owner().process(sent(welcome("ana"), welcome("ana"), welcome("ana")));
        assertThat(outboxOffsets("ana")).containsExactly(0L, 1L, 2L);
        world.send(welcome("ana"));

        world.crash();
        world.owner().process(world.log.leadEvents(EngineInMemory.homeOf("ana"), 1, 3));
        assertThat(outboxOffsets("ana")).containsExactly(1L, 2L, 3L);

        world.send(welcome("ana"));
        world.owner().process(world.log.leadEvents(EngineInMemory.homeOf("ana"), 4, 1));
        assertThat(outboxOffsets("ana")).containsExactly(4L);
    }

    private List<Long> outboxOffsets(String leadId) {
        return world.leads.stored(EngineInMemory.lead(leadId)).outbox().stream().map(entry -> entry.offset()).distinct()
                .toList();
    }

    @Test // invariant 3
    void a_write_whose_acknowledgement_is_lost_duplicates_nothing() {
        List<InboundRecord> batch = sent(welcome("ana"), welcome("ben"), asked("cleo"));
        world.leads.loseNextAcknowledgement(key -> !key.leadId().equals("ben"));
        assertThatThrownBy(() -> world.owner().process(batch))
                .isInstanceOf(LeadsInMemory.DatabaseUnavailableException.class);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).isEmpty();

        world.owner().process(batch);

        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(4).doesNotHaveDuplicates();
        assertThat(world.log.ids(Topics.AUTOMATION_DECISIONS)).hasSize(3).doesNotHaveDuplicates();
        assertThat(world.leads.stored(EngineInMemory.lead("ana")).lead().progressOf("welcome").transitions())
                .isEqualTo(1);
        assertThat(world.leads.stored(EngineInMemory.lead("cleo")).lead().progressOf("remind").transitions())
                .isEqualTo(1);
        assertThat(world.log.deadLetters()).isEmpty();
    }

    @Test // invariant 5
    void while_the_database_is_unavailable_nothing_is_dead_lettered_and_afterwards_the_same_batch_succeeds() {
        world.send(0, "no json".getBytes(UTF_8));
        List<InboundRecord> batch = sent(welcome("ana"), welcome("ben"));
        world.leads.becomeUnavailable();
        assertThatThrownBy(() -> world.owner().process(batch))
                .isInstanceOf(LeadsInMemory.DatabaseUnavailableException.class);
        assertThatThrownBy(() -> world.owner().process(batch))
                .isInstanceOf(LeadsInMemory.DatabaseUnavailableException.class);
        assertThat(world.journal).isEmpty();
        world.leads.becomeAvailable();

        world.owner().process(batch);

        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(4).doesNotHaveDuplicates();
        assertThat(world.log.deadLetters()).hasSize(1);
    }

    @Test // invariant 3
    void the_timers_of_a_batch_are_not_set_before_it_is_published() {
        List<InboundRecord> batch = sent(asked("ana"));
        world.owner().wakeUp();
        world.log.becomeUnavailable();
        assertThatThrownBy(() -> world.owner().process(batch)).isInstanceOf(CompletionException.class);
        assertThat(world.owner().timers.waiting()).isZero();
        world.log.becomeAvailable();

        world.owner().process(batch);

        assertThat(world.owner().timers.waiting()).isEqualTo(1);
    }

    @Test // invariant 4
    void a_due_timer_becomes_a_record_of_its_leads_partition_and_fires_like_an_event() {
        world.owner().process(sent(asked("ana")));
        world.commit(world.nextBatch(1_000));
        world.owner().wakeUp();
        world.clock.advance(hours(24));

        world.owner().wakeUp();
        List<InboundRecord> due = world.nextBatch(1_000);
        assertThat(due).singleElement().satisfies(record -> {
            assertThat(record.partition()).isEqualTo(EngineInMemory.homeOf("ana"));
            assertThat(record.value()).asString().contains("timer.due", "remind");
        });
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).isEmpty();

        world.owner().process(due);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
        assertThat(world.owner().timers.waiting()).isZero();
    }

    private static String key(OutboundRecord record) {
        return new String(Objects.requireNonNull(record.key()), UTF_8);
    }
}
