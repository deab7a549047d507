package dev.nudge.engine.processing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoTimeoutException;
import dev.nudge.Topics;
import dev.nudge.engine.support.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.Test;

class ConsumerProgressTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final TopicPartition ONE = new TopicPartition(Topics.LEAD_EVENTS, 1);
    private static final TopicPartition TWO = new TopicPartition(Topics.LEAD_EVENTS, 2);

    private final SettableClock clock = new SettableClock();
    private final ConsumerProgress progress = new ConsumerProgress(clock);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    private static ConsumerRecords<byte[], byte[]> batch(TopicPartition partition, long offset) {
        return new ConsumerRecords<>(Map.of(partition, List.of(
                new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, new byte[0]))), Map.of());
    }

    private Map<String, String> stalled() {
        return progress.stalled(Set.of(ONE, TWO), TIMEOUT);
    }

    private void failing(TopicPartition partition, long offset) {
        progress.intercept(batch(partition, offset), consumer);
        progress.failure(batch(partition, offset), new MongoTimeoutException("no server"), consumer);
    }

    @Test
    void a_batch_that_is_retried_for_too_long_is_reported_with_its_position_and_the_cause() {
        failing(ONE, 17);
        clock.advance(TIMEOUT);
        failing(ONE, 17);
        assertThat(stalled()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(stalled()).containsExactly(Map.entry("lead.events", "No progress at lead.events-1@17 since"
                + " 2026-04-22T10:00:00.000Z. The database is unavailable or does not accept the operation. The batch is"
                + " being retried."));

        progress.intercept(batch(ONE, 17), consumer);
        progress.success(batch(ONE, 17), consumer);
        assertThat(stalled()).isEmpty();
    }

    @Test
    void a_batch_whose_processing_does_not_end_is_reported() {
        progress.intercept(batch(ONE, 17), consumer);
        clock.advance(TIMEOUT.plusSeconds(1));
        assertThat(stalled()).extractingByKey("lead.events").asString()
                .contains("lead.events-1@17", "The processing of the batch has not ended.");
    }

    @Test
    void a_consumer_that_advances_despite_failures_makes_progress() {
        for (int offset = 0; offset < 10; offset++) {
            failing(ONE, offset);
            clock.advance(TIMEOUT.dividedBy(2));
        }
        assertThat(stalled()).isEmpty();
    }

    @Test
    void a_partition_that_completes_its_part_of_an_unfinished_batch_makes_progress() {
        failing(ONE, 17);
        failing(TWO, 3);
        progress.polledAgain(Map.of(ONE, 18L, TWO, 3L));
        clock.advance(TIMEOUT.plusSeconds(1));
        assertThat(stalled()).extractingByKey("lead.events").asString().contains("lead.events-2@3");
    }

    @Test
    void progress_of_another_partition_does_not_hide_a_stalled_one() {
        failing(ONE, 17);
        clock.advance(TIMEOUT.plusSeconds(1));
        progress.intercept(batch(TWO, 3), consumer);
        progress.success(batch(TWO, 3), consumer);
        assertThat(stalled()).isNotEmpty();
    }

    @Test
    void a_partition_of_another_engine_is_not_reported() {
        failing(ONE, 17);
        clock.advance(TIMEOUT.plusSeconds(1));
        assertThat(progress.stalled(Set.of(TWO), TIMEOUT)).isEmpty();
    }

    @Test
    void a_topic_that_cannot_be_polled_for_too_long_is_reported_until_it_can() {
        for (int second = 0; second <= TIMEOUT.toSeconds(); second++) {
            progress.pollFailed(Topics.MESSAGE_COMMANDS, new CorruptRecordException());
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(stalled()).extractingByKey("message.commands").asString()
                .startsWith("No records could be read since 2026-04-22T10:00:00.000Z.");
        clock.advance(Duration.ofSeconds(10));
        assertThat(stalled()).isEmpty();
    }
}
