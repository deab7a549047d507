package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Json;
import dev.nudge.reference.ReferenceModel;
import dev.nudge.testsupport.ComparableResult;
import dev.nudge.testsupport.Drained;
import dev.nudge.testsupport.ReferenceReplay;
import dev.nudge.testsupport.TopicReader;
import dev.nudge.testsupport.TopicReader.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All results of an organization's lead events, in the topics and in the database. Repeated records in the topics are
 * allowed, because consumers recognize them by their ids; two contents under one id are not.
 */
record Published(Instant at, List<Entry> leadEvents, int partitions,
        Map<String, Map<String, @Nullable Object>> messages,
        Map<String, Map<String, @Nullable Object>> decisions, List<Map<String, @Nullable Object>> storedMessages,
        List<Map<String, @Nullable Object>> storedDecisions) {

    /** Reads after everything is processed, and again if more arrived meanwhile, for example due timers. */
    static Published by(StandaloneProcess nudge, String organizationId) {
        while (true) {
            nudge.awaitDrained();
            Map<TopicPartition, Long> ends = nudge.topics().ends(Drained.TOPICS);
            Published published = read(nudge, organizationId);
            if (ends.equals(nudge.topics().ends(Drained.TOPICS))) {
                return published;
            }
        }
    }

    private static Published read(StandaloneProcess nudge, String organizationId) {
        TopicReader topics = nudge.topics();
        return new Published(Instant.now(), topics.read("lead.events", organizationId),
                topics.ends(List.of("lead.events")).size(),
                byId(topics.read("message.commands", organizationId)),
                byId(topics.read("automation.decisions", organizationId)),
                nudge.store().read("messages", organizationId), nudge.store().read("decisions", organizationId));
    }

    private static Map<String, Map<String, @Nullable Object>> byId(List<Entry> entries) {
        Map<String, Map<String, @Nullable Object>> byId = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Map<String, @Nullable Object> before = byId.putIfAbsent(entry.text("id"), entry.json());
            assertThat(before == null || before.equals(entry.json()))
                    .as("%s is published with one content:%n%s%n%s", entry.text("id"), before, entry.json()).isTrue();
        }
        return byId;
    }

    void assertThatItIsWhat(ReferenceReplay replay) {
        ReferenceModel model = replay.model();
        assertThat(model.refused()).as("refused by the reference").isEmpty();
        assertSame("messages", messages.values().stream().map(ComparableResult::ofPublished).toList(),
                model.messages().stream().map(ComparableResult::ofReference).toList());
        assertSame("decisions", decisions.values().stream().map(ComparableResult::ofPublished).toList(),
                model.decisions().stream().map(ComparableResult::ofReference).toList());
        assertSame("stored messages", storedMessages.stream().map(Published::withoutState).toList(),
                List.copyOf(messages.values().stream().map(Published::comparable).toList()));
        assertSame("stored decisions", storedDecisions.stream().map(Published::withIdAgain).toList(),
                List.copyOf(decisions.values().stream().map(Published::comparable).toList()));
        assertThat(storedMessages).as("messages that are neither sent nor correctly ended unsent").allMatch(
                message -> "SENT".equals(message.get("state")) || isCorrectlyUnsent(message, replay));
        assertThat(model.waiting()).as("waiting timers of the reference").noneMatch(
                timer -> timer.dueAt().isBefore(at));
    }

    /**
     * F5: its lead or address has opted out since it fired, or its window has closed; or G2 if the process was killed.
     */
    private static boolean isCorrectlyUnsent(Map<String, @Nullable Object> message, ReferenceReplay replay) {
        return switch (String.valueOf(message.get("state"))) {
            case "OPTED_OUT" -> replay.mayBeOptedOut(message);
            case "EXPIRED" -> windowHasClosed(message);
            case "UNKNOWN" -> replay.mayBeOptedOut(message) || windowHasClosed(message);
            default -> false;
        };
    }

    private static boolean windowHasClosed(Map<String, @Nullable Object> message) {
        return message.get("notAfter") != null && !instant(message, "stateAt").isBefore(instant(message, "notAfter"));
    }

    private static Instant instant(Map<String, @Nullable Object> message, String field) {
        return Instant.parse(String.valueOf(message.get(field)));
    }

    /** Compares the two lists as multisets. */
    private static void assertSame(String what, List<Map<String, @Nullable Object>> actual,
            List<Map<String, @Nullable Object>> expected) {
        Set<Map<String, @Nullable Object>> missing = new HashSet<>(expected);
        actual.forEach(missing::remove);
        Set<Map<String, @Nullable Object>> tooMany = new HashSet<>(actual);
        expected.forEach(tooMany::remove);
        assertThat(tooMany.stream().limit(3)).as("%d %s that should not be; missing are %s", tooMany.size(), what,
                missing.stream().limit(3).toList()).isEmpty();
        assertThat(missing.stream().limit(3)).as("%d %s that are missing", missing.size(), what).isEmpty();
        assertThat(actual).as(what).hasSameSizeAs(expected);
    }

    /** As it was published: without the instant at which history stored it. */
    private static Map<String, @Nullable Object> withIdAgain(Map<String, @Nullable Object> document) {
        Map<String, @Nullable Object> copy = comparable(document);
        copy.put("id", copy.remove("_id"));
        copy.remove("storedAt");
        return copy;
    }

    /** Without the state of delivery, which the reference does not have. */
    private static Map<String, @Nullable Object> withoutState(Map<String, @Nullable Object> document) {
        Map<String, @Nullable Object> copy = withIdAgain(document);
        copy.keySet()
                .removeAll(List.of("state", "stateAt", "sentAt", "attempt", "attempts", "provider", "claim", "queue",
                        "queuedAt", "partition", "nextAttemptAt", "providerCode", "providerText"));
        return copy;
    }

    /** Normalized numbers, and no fields that are null. */
    private static Map<String, @Nullable Object> comparable(Map<String, ?> json) {
        Map<String, @Nullable Object> copy = Json.object(json);
        copy.values().removeIf(value -> value == null);
        return copy;
    }

    Map<String, Long> outcomes() {
        return decisions.values().stream().collect(Collectors.groupingBy(
                decision -> decision.get("outcome") + " " + decision.get("reason"), TreeMap::new,
                Collectors.counting()));
    }

    /** The ids of decisions about external events. */
    List<String> decisionsAboutEvents() {
        List<String> ids = new ArrayList<>();
        decisions.forEach((id, decision) -> {
            if (!"timer.due".equals(decision.get("eventType"))) {
                ids.add(id);
            }
        });
        return ids;
    }
}
