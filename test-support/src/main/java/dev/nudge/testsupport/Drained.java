package dev.nudge.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * Waits until all work is done: every record and its results are processed, no change is unpublished, and no timer and
 * no message is due soon.
 */
public final class Drained {

    /** The topics that the engine consumes and produces. */
    public static final List<String> TOPICS = List.of(Topics.LEAD_EVENTS, Topics.MESSAGE_COMMANDS,
            Topics.AUTOMATION_DECISIONS, Topics.deadLetters(Topics.LEAD_EVENTS));
    private static final List<String> GROUPS = List.of("nudge-engine", "nudge-delivery", "nudge-history",
            "nudge-dead-letters");
    /** Even on a slow machine, an offset is committed within this time. */
    private static final Duration PROGRESS = Duration.ofMinutes(3);

    private final TopicReader topics;
    private final StoreReader store;
    private final Duration soon;
    private Map<TopicPartition, Long> committed = Map.of();
    private Instant since = Instant.now();

    private Drained(TopicReader topics, StoreReader store, Duration soon) {
        this.topics = topics;
        this.store = store;
        this.soon = soon;
    }

    /**
     * Waits as long as there is progress.
     *
     * @param soon timers and messages that are due within this time are waited for
     * @return how long it took
     */
    public static Duration await(TopicReader topics, StoreReader store, Duration soon) {
        Instant begin = Instant.now();
        Awaitility.await("everything to be processed").forever().pollInterval(Duration.ofMillis(250))
                .until(new Drained(topics, store, soon)::isDrained);
        return Duration.between(begin, Instant.now());
    }

    /** The results of a record are appended before its own offset is committed. */
    private boolean isDrained() {
        Map<TopicPartition, Long> before = committed;
        committed = topics.committed(GROUPS);
        since = committed.equals(before) ? since : Instant.now();
        assertThat(Duration.between(since, Instant.now())).as("without progress at %s", committed).isLessThan(PROGRESS);
        if (isSomethingDue() || store.changesToPublish() > 0) {
            return false;
        }
        Map<TopicPartition, Long> ends = topics.ends(TOPICS);
        Map<TopicPartition, Long> consumed = topics.committed(GROUPS);
        return ends.entrySet().stream()
                .allMatch(end -> end.getValue() == 0 || end.getValue().equals(consumed.get(end.getKey())))
                && ends.equals(topics.ends(TOPICS)) && !isSomethingDue();
    }

    private boolean isSomethingDue() {
        Instant end = Instant.now().plus(soon);
        return store.timersDueBy(end) > 0 || store.messagesDueBy(end) > 0;
    }
}
