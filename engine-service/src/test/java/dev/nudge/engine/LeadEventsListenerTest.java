package dev.nudge.engine;

import static dev.nudge.story.Story.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.Topics;
import dev.nudge.engine.ingest.LeadEventsListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LeadEventsListenerTest {

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

    private static void overflow() {
        throw new StackOverflowError();
    }
}
