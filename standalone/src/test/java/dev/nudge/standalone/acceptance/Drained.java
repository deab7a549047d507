package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

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
    /** However slow the machine is, something is committed within it. */
    private static final Duration PROGRESS = Duration.ofMinutes(3);

    private final StandaloneProcess nudge;
    private Map<TopicPartition, Long> committed = Map.of();
    private Instant since = Instant.now();

    private Drained(StandaloneProcess nudge) {
        this.nudge = nudge;
    }

    /** However long it takes, as long as there is progress. */
    static void await(StandaloneProcess nudge) {
        Awaitility.await("everything to be processed").forever().pollInterval(Duration.ofMillis(500))
                .until(new Drained(nudge)::isDrained);
    }

    private boolean isDrained() {
        Map<TopicPartition, Long> now = nudge.topics().committed(GROUPS);
        if (!now.equals(committed)) {
            committed = now;
            since = Instant.now();
        }
        assertThat(Duration.between(since, Instant.now())).as("without progress at %s", now).isLessThan(PROGRESS);
        return isDrained(nudge.topics(), nudge.store());
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
