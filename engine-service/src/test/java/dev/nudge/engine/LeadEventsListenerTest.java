package dev.nudge.engine;

import static dev.nudge.engine.LeadEngineTest.welcome;
import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.Topics;
import dev.nudge.engine.ingest.Ingest;
import dev.nudge.engine.ingest.LeadEventsListener;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LeadEventsListenerTest {

    private static final int MANY = 100;
    private static final List<TopicPartition> PARTITION = List.of(new TopicPartition(Topics.LEAD_EVENTS, 0));

    private final World world = new World();
    private final World.Node engine = world.owner();
    private final LeadEventsListener listener = new LeadEventsListener(engine.engine, engine.timers, engine.cache);
    private final Consumer<byte[], byte[]> one = new MockConsumer<>("earliest");
    private final Consumer<byte[], byte[]> other = new MockConsumer<>("earliest");

    @Test // invariant 4
    void a_late_word_that_one_consumer_lost_a_partition_leaves_the_timers_of_the_other_alone() {
        listener.onPartitionsAssigned(one, PARTITION);
        listener.onPartitionsAssigned(other, PARTITION);
        listener.onPartitionsLost(one, PARTITION);
        assertThat(listener.owned()).isEqualTo(1);
        assertThat(engine.alarms.of(0)).isPresent();
    }

    @Test
    void a_partition_that_its_consumer_loses_has_no_timers_any_more() {
        listener.onPartitionsAssigned(one, PARTITION);
        listener.onPartitionsRevokedBeforeCommit(one, PARTITION);
        assertThat(listener.owned()).isZero();
        assertThat(engine.alarms.of(0)).isEmpty();
    }

    @Test
    void what_is_remembered_of_leads_is_forgotten_when_partitions_come() {
        world.send(event("lead.asked").of("ana"));
        world.processAll();
        int reads = world.leads.reads();
        listener.onPartitionsAssigned(one, PARTITION);
        engine.cache.find(List.of(World.lead("ana")));
        assertThat(world.leads.reads()).isGreaterThan(reads);
    }

    @Test
    void an_error_is_an_outage_like_any_other_and_doesnt_stop_the_consumer_for_good() {
        world.leads.beforeNextWrite(LeadEventsListenerTest::overflow);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(Topics.LEAD_EVENTS, World.homeOf("ana"), 0, null,
                """
                        {"id":"e1","type":"lead.asked","organizationId":"%s","leadId":"ana"}"""
                        .formatted(World.ORGANIZATION).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> listener.onMessage(List.of(record), one)).isInstanceOf(IllegalStateException.class);
    }

    @Test // invariant 6, E5
    void many_misrouted_events_of_one_lead_count_once_each_however_often_forwarding_them_is_interrupted() {
        world.given(automation().named("welcome").startedBy("lead.welcome"));
        int astray = 1 - World.homeOf("ana");
        List<ConsumerRecord<byte[], byte[]>> batch = IntStream.range(0, MANY).mapToObj(i -> record(astray, i,
                welcome("ana").withId("e" + i).toJson())).toList();
        CommittingConsumer consumer = new CommittingConsumer();
        int home = World.homeOf("ana");

        for (int more : List.of(5, 20, 15, 33, 15, 3)) {
            int before = world.log.records(Topics.LEAD_EVENTS).size();
            world.log.failFor(record -> record.topic().equals(Topics.LEAD_EVENTS)
                    && world.log.records(Topics.LEAD_EVENTS).size() >= before + more);
            assertThatThrownBy(() -> listener.onMessage(batch, consumer)).isInstanceOf(CompletionException.class);
        }
        world.log.comeBack();
        listener.onMessage(batch, consumer);
        engine.process(world.log.leadEvents(home, 0, 100_000));

        assertThat(world.leads.stored(World.lead("ana")).lead().progressOf("welcome").transitions()).isEqualTo(MANY);
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test // invariant 6
    void a_part_of_a_batch_whose_commit_is_refused_comes_again_with_what_is_behind_it_and_nothing_before_it() {
        int astray = 1 - World.homeOf("ana");
        List<ConsumerRecord<byte[], byte[]>> batch = IntStream.range(0, 3 * Ingest.MOST_FORWARDED)
                .mapToObj(i -> record(astray, i, event("lead.asked").of("ana").withId("e" + i).toJson())).toList();
        CommittingConsumer consumer = new CommittingConsumer();
        consumer.refusals.add(2 * Ingest.MOST_FORWARDED);

        assertThatThrownBy(() -> listener.onMessage(batch, consumer)).isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(CommitFailedException.class);
        listener.onMessage(batch, consumer);

        assertThat(consumer.commits).containsExactly(Ingest.MOST_FORWARDED, 2 * Ingest.MOST_FORWARDED);
        assertThat(world.log.records(Topics.LEAD_EVENTS)).hasSize(4 * Ingest.MOST_FORWARDED);
        listener.onPartitionsAssigned(consumer, List.of(new TopicPartition(Topics.LEAD_EVENTS, astray)));
        listener.onMessage(batch.subList(0, 1), consumer);
        assertThat(world.log.records(Topics.LEAD_EVENTS)).as("another engine may have had it meanwhile")
                .hasSize(4 * Ingest.MOST_FORWARDED + 1);
    }

    /** Remembers what is committed. */
    private static final class CommittingConsumer extends MockConsumer<byte[], byte[]> {
        private final List<Integer> commits = new ArrayList<>();
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
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, Map<String, ?> event) {
        return new ConsumerRecord<>(Topics.LEAD_EVENTS, partition, offset, null, JsonCodec.write(event));
    }

    private static void overflow() {
        throw new StackOverflowError();
    }
}
