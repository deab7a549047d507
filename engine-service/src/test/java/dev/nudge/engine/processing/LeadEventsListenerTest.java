package dev.nudge.engine.processing;

import static dev.nudge.engine.processing.LeadEngineTest.asked;
import static dev.nudge.engine.processing.LeadEngineTest.welcome;
import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.LeadsInMemory;
import dev.nudge.engine.timer.Timers;
import dev.nudge.engine.timer.WakeupScheduler;
import dev.nudge.event.LeadKey;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeadEventsListenerTest {

    private static final int MANY = 100;
    private static final int BAD = 42;
    private static final int SLOW = 20;
    private static final List<TopicPartition> PARTITION = List.of(new TopicPartition(Topics.LEAD_EVENTS, 0));

    private static final Set<Thread.State> DONE_OR_WAITING = Set.of(Thread.State.TERMINATED, Thread.State.BLOCKED,
            Thread.State.WAITING);

    private final EngineInMemory world = new EngineInMemory();
    private final EngineInMemory.Node engine = world.owner();
    private final LeadEventsListener listener = new LeadEventsListener(engine.engine, engine.timers, engine.cache,
            new RecordIsolation(() -> false));
    private final Consumer<byte[], byte[]> one = new MockConsumer<>("earliest");
    private final Consumer<byte[], byte[]> other = new MockConsumer<>("earliest");

    @BeforeEach
    void many_firings_an_hour_are_allowed() {
        world.allowManyFiringsAnHour();
    }

    @Test // invariant 4
    void a_late_revocation_from_one_consumer_does_not_affect_the_timers_of_another() {
        listener.onPartitionsAssigned(one, PARTITION);
        listener.onPartitionsAssigned(other, PARTITION);
        listener.onPartitionsLost(one, PARTITION);
        assertThat(listener.owned()).isEqualTo(1);
        assertThat(engine.wakeups.of(0)).isPresent();
    }

    @Test // invariant 4
    void a_partition_that_another_consumer_gets_during_its_revocation_keeps_its_timers() throws InterruptedException {
        AssignedDuringRevocation wakeups = new AssignedDuringRevocation();
        LeadEventsListener shared = new LeadEventsListener(engine.engine,
                new Timers(engine.cache, world.log, wakeups, InstantSource.system()), engine.cache,
                new RecordIsolation(() -> false));
        wakeups.assignment = new Thread(() -> shared.onPartitionsAssigned(other, PARTITION));
        shared.onPartitionsAssigned(one, PARTITION);

        shared.onPartitionsLost(one, PARTITION);
        wakeups.assignment.join();

        assertThat(shared.owned()).isEqualTo(1);
        assertThat(wakeups.set).containsExactly(0);
    }

    /** Begins the assignment when a wake-up is about to be cleared, and clears it once that is done or has to wait. */
    private static final class AssignedDuringRevocation implements WakeupScheduler {
        private final Set<Integer> set = ConcurrentHashMap.newKeySet();
        private Thread assignment = Thread.currentThread();

        @Override
        public void set(int partition, Instant instant) {
            set.add(partition);
        }

        @Override
        public void clear(int partition) {
            assignment.start();
            await().until(() -> DONE_OR_WAITING.contains(assignment.getState()));
            set.remove(partition);
        }
    }

    @Test
    void a_revoked_partition_has_no_timers() {
        listener.onPartitionsAssigned(one, PARTITION);
        listener.onPartitionsRevokedBeforeCommit(one, PARTITION);
        assertThat(listener.owned()).isZero();
        assertThat(engine.wakeups.of(0)).isEmpty();
    }

    @Test
    void cached_leads_are_dropped_when_partitions_are_assigned() {
        world.send(event("lead.asked").of("ana"));
        world.processAll();
        int reads = world.leads.reads();
        listener.onPartitionsAssigned(one, PARTITION);
        engine.cache.find(List.of(EngineInMemory.lead("ana")));
        assertThat(world.leads.reads()).isGreaterThan(reads);
    }

    /** Events of two leads of one partition in turn, and one in the middle whose lead can be made to fail. */
    private List<ConsumerRecord<byte[], byte[]>> aHundredWelcomesOfTwoLeads() {
        world.given(automation().named("welcome").startedBy("lead.welcome"));
        List<String> leads = IntStream.range(0, MANY).mapToObj(i -> "lead-" + i)
                .filter(id -> EngineInMemory.homeOf(id) == EngineInMemory.homeOf("ana")).limit(2).toList();
        return IntStream.range(0, MANY).mapToObj(i -> record(EngineInMemory.homeOf("ana"), i,
                welcome(i == BAD ? "ana" : leads.get(i % 2)).withId("e" + i).toJson())).toList();
    }

    @Test // invariant 5
    void an_event_whose_processing_fails_outside_of_its_decision_is_dead_lettered_and_the_others_are_decided_once() {
        List<ConsumerRecord<byte[], byte[]>> batch = aHundredWelcomesOfTwoLeads();
        world.leads.failFor(EngineInMemory.lead("ana"), () -> new ClassCastException("simulated defect"));
        CommittingConsumer consumer = new CommittingConsumer();

        listener.onMessage(batch, consumer);

        assertThat(world.log.deadPositions()).containsExactly(EngineInMemory.homeOf("ana") + "@" + BAD);
        assertThat(world.log.deadLetters().getFirst().value()).isEqualTo(batch.get(BAD).value());
        assertThat(world.log.deadLetters().getFirst().headers().get(DeadLetter.REASON)).startsWith(
                "Processing the record failed because of an unexpected error.");
        assertThat(new HashSet<>(world.log.ids(Topics.MESSAGE_COMMANDS))).hasSize(MANY - 1);
        assertThat(world.leads.all()).as("its lead is not changed").doesNotContainKey(EngineInMemory.lead("ana"))
                .hasSize(2)
                .allSatisfy((key, lead) -> assertThat(lead.progressOf("welcome").transitions()).isGreaterThan(40));
        assertThat(consumer.commits).as("each part when it is complete").isSorted().contains(BAD + 1).last()
                .isEqualTo(MANY);
    }

    @Test // invariant 5
    void a_stack_overflow_is_isolated() {
        List<ConsumerRecord<byte[], byte[]>> batch = aHundredWelcomesOfTwoLeads();
        world.leads.failFor(EngineInMemory.lead("ana"), StackOverflowError::new);
        listener.onMessage(batch, new CommittingConsumer());
        assertThat(world.log.deadPositions()).containsExactly(EngineInMemory.homeOf("ana") + "@" + BAD);
    }

    @Test // invariant 5
    void in_an_outage_nothing_is_dead_lettered_and_afterwards_everything_is_decided() {
        List<ConsumerRecord<byte[], byte[]>> batch = aHundredWelcomesOfTwoLeads();
        CommittingConsumer consumer = new CommittingConsumer();
        world.leads.becomeUnavailable();
        assertThatThrownBy(() -> listener.onMessage(batch, consumer))
                .isInstanceOf(LeadsInMemory.DatabaseUnavailableException.class);
        world.leads.becomeAvailable();
        world.log.becomeUnavailable();
        assertThatThrownBy(() -> listener.onMessage(batch, consumer)).isInstanceOf(CompletionException.class);
        world.log.becomeAvailable();

        assertThat(world.log.deadLetters()).isEmpty();
        assertThat(consumer.commits).isEmpty();
        listener.onMessage(batch, consumer);
        assertThat(new HashSet<>(world.log.ids(Topics.MESSAGE_COMMANDS))).hasSize(MANY);
    }

    @Test // invariant 3
    void results_of_events_that_were_written_before_another_one_failed_are_published() {
        List<ConsumerRecord<byte[], byte[]>> batch = aHundredWelcomesOfTwoLeads();
        world.log.failFor(outgoing -> outgoing.topic().equals(Topics.MESSAGE_COMMANDS)
                && new String(Objects.requireNonNull(outgoing.key()), StandardCharsets.UTF_8).equals("ana"),
                () -> new RecordTooLargeException("simulated defect"));

        listener.onMessage(batch, new CommittingConsumer());

        assertThat(world.log.deadPositions()).containsExactly(EngineInMemory.homeOf("ana") + "@" + BAD);
        assertThat(new HashSet<>(world.log.ids(Topics.MESSAGE_COMMANDS))).hasSize(MANY - 1);
    }

    @Test // D1, invariant 4
    void a_due_timer_whose_processing_fails_blocks_no_other_is_not_dead_lettered_and_comes_due_again() {
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)));
        world.send(asked("ana"));
        String neighbour = IntStream.range(0, MANY).mapToObj(i -> "lead-" + i)
                .filter(id -> EngineInMemory.homeOf(id) == EngineInMemory.homeOf("ana")).findFirst().orElseThrow();
        world.send(asked(neighbour));
        world.processAll();
        world.clock.advance(hours(24));
        engine.wakeUp();
        engine.cache.clear();
        world.leads.failFor(EngineInMemory.lead("ana"), () -> new ClassCastException("simulated defect"));

        listener.onMessage(world.nextBatch(MANY).stream().map(LeadEventsListenerTest::record).toList(),
                new CommittingConsumer());

        assertThat(world.log.deadLetters()).isEmpty();
        assertThat(world.log.json(Topics.MESSAGE_COMMANDS)).extracting(message -> message.get("leadId"))
                .containsExactly(neighbour);
        assertThat(world.leads.stored(EngineInMemory.lead("ana")).lead().progressOf("remind").runs()).hasSize(1);
        world.commit(world.nextBatch(MANY));
        world.leads.failForNone();
        IntStream.range(0, 3).forEach(i -> {
            world.clock.advance(Duration.ofMinutes(1));
            engine.wakeUp();
        });
        world.processAll();
        assertThat(world.log.json(Topics.MESSAGE_COMMANDS)).extracting(message -> message.get("leadId"))
                .containsExactly(neighbour, "ana");
    }

    @Test // invariant 6, E5
    void misrouted_events_of_one_lead_count_once_even_if_forwarding_is_interrupted_repeatedly() {
        world.given(automation().named("welcome").startedBy("lead.welcome"));
        int misrouted = 1 - EngineInMemory.homeOf("ana");
        List<ConsumerRecord<byte[], byte[]>> batch = IntStream.range(0, MANY).mapToObj(i -> record(misrouted, i,
                welcome("ana").withId("e" + i).toJson())).toList();
        CommittingConsumer consumer = new CommittingConsumer();
        int home = EngineInMemory.homeOf("ana");

        for (int more : List.of(5, 20, 15, 33, 15, 3)) {
            int before = world.log.records(Topics.LEAD_EVENTS).size();
            world.log.failFor(record -> record.topic().equals(Topics.LEAD_EVENTS)
                    && world.log.records(Topics.LEAD_EVENTS).size() >= before + more);
            assertThatThrownBy(() -> offer(listener, batch, consumer)).isInstanceOf(CompletionException.class);
        }
        world.log.becomeAvailable();
        offer(listener, batch, consumer);
        engine.process(world.log.leadEvents(home, 0, 100_000));

        assertThat(world.leads.stored(EngineInMemory.lead("ana")).lead().progressOf("welcome").transitions())
                .isEqualTo(MANY);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test // invariant 6
    void after_a_refused_commit_only_that_part_and_later_records_are_processed_again() {
        int misrouted = 1 - EngineInMemory.homeOf("ana");
        List<ConsumerRecord<byte[], byte[]>> batch = IntStream.range(0, 3 * EventClassifier.MOST_FORWARDED)
                .mapToObj(i -> record(misrouted, i, event("lead.asked").of("ana").withId("e" + i).toJson())).toList();
        CommittingConsumer consumer = new CommittingConsumer();
        consumer.refusals.add(2 * EventClassifier.MOST_FORWARDED);

        assertThatThrownBy(() -> offer(listener, batch, consumer)).isInstanceOf(KafkaException.class)
                .hasCauseInstanceOf(CommitFailedException.class);
        offer(listener, batch, consumer);

        assertThat(consumer.commits).containsExactly(EventClassifier.MOST_FORWARDED,
                2 * EventClassifier.MOST_FORWARDED);
        assertThat(world.log.records(Topics.LEAD_EVENTS)).hasSize(4 * EventClassifier.MOST_FORWARDED);
        listener.onPartitionsAssigned(consumer, List.of(new TopicPartition(Topics.LEAD_EVENTS, misrouted)));
        listener.onMessage(batch.subList(0, 1), consumer);
        assertThat(world.log.records(Topics.LEAD_EVENTS)).as("another engine may have processed it meanwhile")
                .hasSize(4 * EventClassifier.MOST_FORWARDED + 1);
    }

    /** Polls a batch again until it is finished, as a container does. */
    private static void offer(LeadEventsListener listener, List<ConsumerRecord<byte[], byte[]>> batch,
            Consumer<?, ?> consumer) {
        List<ConsumerRecord<byte[], byte[]>> open = batch;
        while (!open.isEmpty()) {
            try {
                listener.onMessage(open, consumer);
                return;
            } catch (UnfinishedBatchException unfinished) {
                open = open.stream().filter(record -> record.offset() >= next(unfinished, record.partition())).toList();
            }
        }
    }

    private static long next(UnfinishedBatchException unfinished, int partition) {
        return Objects.requireNonNull(unfinished.positions().get(new TopicPartition(Topics.LEAD_EVENTS, partition)));
    }

    private List<Object> organizationsOfMessages() {
        return world.log.json(Topics.MESSAGE_COMMANDS).stream().map(message -> message.get("organizationId")).toList();
    }

    @Test
    void an_organization_whose_events_are_slow_to_decide_delays_another_by_its_share_of_a_batch() {
        List<ConsumerRecord<byte[], byte[]>> batch = twentySlowEventsAndOneOfAnother();
        CommittingConsumer consumer = new CommittingConsumer();

        assertThatThrownBy(() -> listener.onMessage(batch, consumer)).isInstanceOf(UnfinishedBatchException.class);

        assertThat(organizationsOfMessages()).contains("globex").hasSizeLessThan(5);
        offer(listener, batch, consumer);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(SLOW + 1).doesNotHaveDuplicates();
        assertThat(consumer.commits).isSorted().doesNotHaveDuplicates().last().isNotEqualTo(SLOW + 1);
    }

    @Test
    void each_partition_is_committed_up_to_the_offset_from_which_it_is_polled_again() {
        world.given(automation().named("welcome").startedBy("lead.welcome"));
        world.slowness = Duration.ofMillis(120);
        String neighbour = IntStream.range(0, MANY).mapToObj(i -> "lead-" + i)
                .filter(id -> EngineInMemory.homeOf(id) != EngineInMemory.homeOf("ana")).findFirst().orElseThrow();
        List<ConsumerRecord<byte[], byte[]>> batch = Stream.of("ana", neighbour).flatMap(
                lead -> IntStream.range(0, SLOW).mapToObj(i -> record(EngineInMemory.homeOf(lead), i,
                        welcome(lead).withId(lead + i).toJson())))
                .toList();
        CommittingConsumer consumer = new CommittingConsumer();
        List<Map<Integer, Long>> polledAgain = new ArrayList<>();

        List<ConsumerRecord<byte[], byte[]>> open = batch;
        while (!open.isEmpty()) {
            try {
                listener.onMessage(open, consumer);
                open = List.of();
            } catch (UnfinishedBatchException unfinished) {
                Map<Integer, Long> positions = new HashMap<>(consumer.committed);
                unfinished.positions().forEach((partition, offset) -> positions.put(partition.partition(), offset));
                polledAgain.add(positions);
                positions.values().removeIf(offset -> offset == 0); // nothing of it is processed yet
                assertThat(consumer.committed).isEqualTo(positions);
                open = open.stream().filter(record -> record.offset() >= next(unfinished, record.partition())).toList();
            }
        }

        assertThat(polledAgain).hasSizeGreaterThan(5);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(2 * SLOW).doesNotHaveDuplicates();
    }

    @Test // invariants 2 and 3
    void events_that_were_decided_ahead_of_slow_ones_are_not_decided_again_by_another_engine() {
        List<ConsumerRecord<byte[], byte[]>> batch = twentySlowEventsAndOneOfAnother();
        CommittingConsumer consumer = new CommittingConsumer();
        assertThatThrownBy(() -> listener.onMessage(batch, consumer)).isInstanceOf(UnfinishedBatchException.class);

        world.crash();
        offer(new LeadEventsListener(world.owner().engine, world.owner().timers, world.owner().cache,
                new RecordIsolation(() -> false)), batch.subList(consumer.commits.getLast(), batch.size()), consumer);

        assertThat(new HashSet<>(world.log.ids(Topics.MESSAGE_COMMANDS))).hasSize(SLOW + 1);
        assertThat(world.leads.stored(EngineInMemory.lead("ana")).lead().progressOf("welcome").transitions())
                .isEqualTo(SLOW);
        assertThat(world.leads.stored(new LeadKey("globex", "ana")).lead().progressOf("greet").transitions())
                .isEqualTo(1);
    }

    @Test // invariant 6, E5
    void no_more_events_are_forwarded_ahead_of_slow_ones_than_their_lead_can_detect_as_repeats() {
        world.slowness = Duration.ofMillis(120);
        int misrouted = 1 - EngineInMemory.homeOf("ana");
        String neighbour = IntStream.range(0, MANY).mapToObj(i -> "lead-" + i)
                .filter(id -> EngineInMemory.homeOf(id) == misrouted).findFirst().orElseThrow();
        List<ConsumerRecord<byte[], byte[]>> batch = IntStream.range(0, MANY).mapToObj(i -> record(misrouted, i,
                (i % 2 == 0 ? welcome(neighbour) : event("lead.asked").of("ana")).withId("e" + i).toJson())).toList();
        CommittingConsumer consumer = new CommittingConsumer();
        List<Integer> forwardedAhead = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> open = batch;

        while (!open.isEmpty()) {
            try {
                listener.onMessage(open, consumer);
                open = List.of();
            } catch (UnfinishedBatchException unfinished) {
                long next = next(unfinished, misrouted);
                open = batch.subList((int) next, MANY);
                forwardedAhead.add(world.log.records(Topics.LEAD_EVENTS).size() - (int) (next / 2));
            }
        }

        assertThat(world.log.records(Topics.LEAD_EVENTS)).hasSize(MANY / 2);
        assertThat(forwardedAhead).isNotEmpty().allSatisfy(
                ahead -> assertThat(ahead).isLessThanOrEqualTo(EventClassifier.MOST_FORWARDED));
    }

    /** Twenty events of one organization's lead, followed by one of another organization, all in one partition. */
    private List<ConsumerRecord<byte[], byte[]>> twentySlowEventsAndOneOfAnother() {
        world.given(automation().named("welcome").startedBy("lead.welcome"),
                automation().named("greet").of("globex").createdBy("gus").startedBy("lead.welcome"));
        world.slowness = Duration.ofMillis(120);
        return IntStream.rangeClosed(0, SLOW).mapToObj(i -> record(EngineInMemory.homeOf("ana"), i, i < SLOW
                ? welcome("ana").withId("slow-" + i).toJson()
                : welcome("ana").in("globex").withId("other").toJson())).toList();
    }

    /** Records the committed offsets. */
    private static final class CommittingConsumer extends MockConsumer<byte[], byte[]> {
        private final List<Integer> commits = new ArrayList<>();
        private final Map<Integer, Long> committed = new HashMap<>();
        private final Set<Integer> refusals = new HashSet<>();

        CommittingConsumer() {
            super("earliest");
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            int offset = (int) offsets.values().iterator().next().offset();
            if (refusals.remove(offset)) {
                throw new CommitFailedException();
            }
            commits.add(offset);
            offsets.forEach((partition, position) -> committed.put(partition.partition(), position.offset()));
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, Map<String, ?> event) {
        return new ConsumerRecord<>(Topics.LEAD_EVENTS, partition, offset, null, JsonCodec.write(event));
    }

    private static ConsumerRecord<byte[], byte[]> record(InboundRecord record) {
        return new ConsumerRecord<>(Topics.LEAD_EVENTS, record.partition(), record.offset(),
                record.timestamp().toEpochMilli(), TimestampType.LOG_APPEND_TIME, 0, 0, record.key(), record.value(),
                new RecordHeaders(), Optional.empty());
    }
}
