package dev.nudge.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.health.Backlog.Messages;
import dev.nudge.api.health.Backlog.Unsent;
import dev.nudge.api.health.EngineInstances.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthSummaryTest {

    private static final Instant NOW = Instant.parse("2026-04-22T12:00:00Z");
    private static final Messages NOTHING = new Messages(0, 0, null);
    private static final List<Instance> ONE = List.of(instance("one", 5));

    @Test
    void it_is_up_when_everything_is_processed() {
        assertThat(summary(lag(0), ONE, 0, NOTHING)).containsEntry("status", "UP").containsEntry("problems", List.of());
    }

    @Test
    void it_is_down_without_kafka() {
        assertThat(summary(null, ONE, 0, NOTHING)).containsEntry("status", "DOWN")
                .containsEntry("problems", List.of("Kafka does not answer, so that nothing is processed."));
    }

    @Test
    void it_is_down_without_an_engine_that_reports_itself() {
        assertThat(summary(lag(0), List.of(), 0, NOTHING)).containsEntry("status", "DOWN");
        assertThat(summary(lag(0), List.of(instance("one", 20)), 0, NOTHING)).containsEntry("status", "DOWN");
        assertThat(summary(lag(0), List.of(instance("one", 19)), 0, NOTHING)).containsEntry("status", "UP");
    }

    @Test
    void it_is_degraded_when_something_needs_attention() {
        assertThat(summary(lag(10_001), List.of(instance("one", 5), instance("two", 60)), 1_001,
                new Messages(3, 2, new Unsent("m-1", "sms", NOW.minusSeconds(301)))))
                .containsEntry("status", "DEGRADED")
                .containsEntry("problems", List.of(
                        "The engine two has not reported itself since 2026-04-22T11:59:00.000Z.",
                        "10001 records wait to be processed.", "1001 leads have a timer that is due.",
                        "Dead letters that were not replayed: 3.",
                        "Messages that may have been sent, and that a person must resolve: 2.",
                        "The message m-1 has been due since 2026-04-22T11:54:59.000Z."));
    }

    @Test
    void work_that_has_just_become_due_is_no_problem() {
        assertThat(
                summary(lag(10_000), ONE, 1_000, new Messages(0, 0, new Unsent("m-1", "sms", NOW.minusSeconds(300)))))
                .containsEntry("status", "UP");
    }

    private static Map<String, @Nullable Object> summary(@Nullable Map<TopicPartition, Long> lag,
            List<Instance> instances, int dueTimers, Messages messages) {
        return new HealthSummary(NOW, lag, instances, dueTimers, messages).toJson();
    }

    private static Map<TopicPartition, Long> lag(long records) {
        return Map.of(new TopicPartition("lead.events", 3), records);
    }

    private static Instance instance(String id, int secondsAgo) {
        return new Instance(id, NOW.minusSeconds(3_600), NOW.minusSeconds(secondsAgo), 48, 0, 0, 0);
    }
}
