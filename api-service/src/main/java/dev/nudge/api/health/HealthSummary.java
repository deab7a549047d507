package dev.nudge.api.health;

import dev.nudge.api.health.Backlog.Unsent;
import dev.nudge.api.health.EngineInstances.Instance;
import dev.nudge.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Judges the figures: {@code DOWN} when nothing can be processed, {@code DEGRADED} when something needs a person's
 * attention.
 *
 * @param lag null when the broker did not answer
 */
record HealthSummary(Instant now, @Nullable Map<TopicPartition, Long> lag, List<Instance> instances, int dueTimers,
        Backlog.Messages messages) {

    private static final int MAX_PARTITIONS = 100;
    private static final long MUCH_LAG = 10_000;
    private static final int MANY_TIMERS = 1_000;
    private static final Duration LATE = Duration.ofMinutes(5);

    Map<String, @Nullable Object> toJson() {
        List<String> outages = outages();
        List<String> problems = new ArrayList<>(outages);
        problems.addAll(shortcomings());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("status", outages.isEmpty() ? problems.isEmpty() ? "UP" : "DEGRADED" : "DOWN");
        json.put("problems", problems);
        json.put("lag", lagJson());
        json.put("dueBacklog", dueTimers);
        json.put("deadLetters", messages.deadLetters());
        json.put("unknownMessages", messages.unknown());
        json.put("oldestUnsent", messages.oldest() == null ? null : json(messages.oldest()));
        json.put("instances", instances.stream().map(this::json).toList());
        return json;
    }

    private List<String> outages() {
        List<String> outages = new ArrayList<>();
        if (lag == null) {
            outages.add("Kafka does not answer, so that nothing is processed.");
        }
        if (instances.stream().noneMatch(instance -> instance.isAlive(now))) {
            outages.add("No engine has reported itself lately, so that nothing is processed.");
        }
        return outages;
    }

    private List<String> shortcomings() {
        List<String> found = new ArrayList<>();
        instances.stream().filter(instance -> !instance.isAlive(now)).forEach(instance -> found
                .add("The engine " + instance.id() + " has not reported itself since "
                        + Json.text(instance.reportedAt()) + "."));
        if (total() > MUCH_LAG) {
            found.add(total() + " records wait to be processed.");
        }
        if (dueTimers > MANY_TIMERS) {
            found.add(dueTimers + " leads have a timer that is due.");
        }
        if (messages.deadLetters() > 0) {
            found.add("Dead letters that were not replayed: " + messages.deadLetters() + ".");
        }
        if (messages.unknown() > 0) {
            found.add("Messages that may have been sent, and that a person must resolve: " + messages.unknown() + ".");
        }
        Unsent oldest = messages.oldest();
        if (oldest != null && oldest.dueAt().plus(LATE).isBefore(now)) {
            found.add("The message " + oldest.messageId() + " has been due since " + Json.text(oldest.dueAt()) + ".");
        }
        return found;
    }

    private long total() {
        return lag == null ? 0 : lag.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The partitions with the largest lag, without those that have none. */
    private Map<String, @Nullable Object> lagJson() {
        List<Map<String, Object>> partitions = new ArrayList<>();
        if (lag != null) {
            lag.entrySet().stream().filter(each -> each.getValue() > 0)
                    .sorted(Comparator.comparing(Map.Entry<TopicPartition, Long>::getValue).reversed())
                    .limit(MAX_PARTITIONS).forEach(each -> {
                        Map<String, Object> partition = new LinkedHashMap<>();
                        partition.put("topic", each.getKey().topic());
                        partition.put("partition", each.getKey().partition());
                        partition.put("lag", each.getValue());
                        partitions.add(partition);
                    });
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("total", lag == null ? null : total());
        json.put("partitions", partitions);
        return json;
    }

    private static Map<String, Object> json(Unsent oldest) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("messageId", oldest.messageId());
        json.put("channel", oldest.channel());
        json.put("dueAt", Json.text(oldest.dueAt()));
        return json;
    }

    private Map<String, Object> json(Instance instance) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("instance", instance.id());
        json.put("startedAt", Json.text(instance.startedAt()));
        json.put("reportedAt", Json.text(instance.reportedAt()));
        json.put("isAlive", instance.isAlive(now));
        json.put("partitions", instance.partitions());
        json.put("lag", instance.lag());
        json.put("timersWaiting", instance.timersWaiting());
        json.put("messagesWaiting", instance.messagesWaiting());
        return json;
    }
}
