package dev.nudge.standalone.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Nothing is left to do: every record was processed, what came of it too, and no timer will be due soon. */
final class Drained {

    static final List<String> TOPICS = List.of("lead.events", "message.commands", "automation.decisions");
    private static final List<String> GROUPS = List.of("nudge-engine", "nudge-delivery", "nudge-history");
    private static final Duration SOON = Duration.ofSeconds(30);

    private Drained() {}

    static void await(StandaloneProcess nudge) {
        Awaitility.await("everything to be processed").atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500)).until(() -> isDrained(nudge.topics(), nudge.store()));
    }

    /** What is processed leaves its traces at the ends before its own offset is committed. */
    private static boolean isDrained(Topics topics, Store store) {
        if (store.timersDueBy(Instant.now().plus(SOON)) > 0) {
            return false;
        }
        Map<TopicPartition, Long> ends = topics.ends(TOPICS);
        Map<TopicPartition, Long> committed = topics.committed(GROUPS);
        return ends.entrySet().stream()
                .allMatch(end -> end.getValue() == 0 || end.getValue().equals(committed.get(end.getKey())))
                && ends.equals(topics.ends(TOPICS)) && store.timersDueBy(Instant.now().plus(SOON)) == 0;
    }
}
