package dev.nudge.reliability.harness;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Nothing is left to do: every record and what came of it was processed, no timer is due soon, no change unpublished. */
final class Drained {

    private static final List<String> TOPICS = List.of("lead.events", "message.commands", "automation.decisions",
            "lead.events.dlt");
    private static final List<String> GROUPS = List.of("nudge-engine", "nudge-delivery", "nudge-history",
            "nudge-dead-letters");
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Drained() {}

    /** @return how long it took */
    static Duration await(Site site) {
        long begin = System.nanoTime();
        Awaitility.await("everything to be processed").atMost(PATIENCE).pollInterval(Duration.ofMillis(250))
                .until(() -> isDrained(site.topics(), site.store()));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** What is processed leaves its traces at the ends before its own offset is committed. */
    private static boolean isDrained(Topics topics, Store store) {
        if (store.timersDueBy(Instant.now().plus(SOON)) > 0 || store.changesToPublish() > 0) {
            return false;
        }
        Map<TopicPartition, Long> ends = topics.ends(TOPICS);
        Map<TopicPartition, Long> committed = topics.committed(GROUPS);
        return ends.entrySet().stream()
                .allMatch(end -> end.getValue() == 0 || end.getValue().equals(committed.get(end.getKey())))
                && ends.equals(topics.ends(TOPICS)) && store.timersDueBy(Instant.now().plus(SOON)) == 0;
    }
}
