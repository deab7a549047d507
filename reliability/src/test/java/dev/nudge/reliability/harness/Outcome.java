package dev.nudge.reliability.harness;

import dev.nudge.reference.ReferenceModel;
import dev.nudge.reliability.harness.Faults.Period;
import dev.nudge.testsupport.ComparableResult;
import dev.nudge.testsupport.ReferenceReplay;
import dev.nudge.testsupport.SuppressionList;
import dev.nudge.testsupport.TopicReader;
import dev.nudge.testsupport.TopicReader.Entry;
import dev.nudge.testsupport.TopicReader.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All results of the lead events, in the topics and in the database. A repeated record in a topic is allowed, because
 * consumers recognize it by its id; two contents under one id, or two ids for one firing, are not.
 */
record Outcome(List<Entry> leadEvents, List<Entry> messages, List<Entry> decisions, List<Entry> deadLetters,
        List<Map<String, @Nullable Object>> storedMessages, List<Map<String, @Nullable Object>> storedDecisions,
        List<Map<String, @Nullable Object>> storedSuppressions, List<String> storedDeadLetters) {

    static Outcome of(Site site) {
        TopicReader topics = site.topics();
        return new Outcome(topics.read("lead.events"), topics.read("message.commands"),
                topics.read("automation.decisions"), topics.read("lead.events.dlt"), site.store().read("messages"),
                site.store().read("decisions"),
                site.store().read("suppressions", ComparedOrganization.ID), site.store().ids("deadLetters"));
    }

    // ---- accepted events

    /** Events that the broker has accepted and no longer has. */
    List<Position> missingInTheLog(Collection<Position> accepted) {
        Set<Position> there = leadEvents.stream().map(Entry::position).collect(Collectors.toSet());
        return accepted.stream().filter(position -> !there.contains(position)).toList();
    }

    /** Valid events without a decision although an automation listens to them. */
    List<String> withoutDecision() {
        Set<Object> decided = decisions.stream().map(decision -> decision.text("eventId")).collect(Collectors.toSet());
        return compared(leadEvents).filter(Outcome::isValid).filter(Outcome::isListenedTo).map(
                event -> event.text("id")).filter(id -> !decided.contains(id)).distinct().toList();
    }

    /** Positions of events that are dead-lettered and should not be, or the reverse. */
    Set<Position> wronglyDeadLettered() {
        Set<Position> expected = leadEvents.stream().filter(event -> !isValid(event)).map(Entry::position)
                .collect(Collectors.toSet());
        Set<Position> actual = deadLetters.stream().map(Outcome::source).collect(Collectors.toSet());
        Set<Position> wrong = new HashSet<>(expected);
        wrong.removeAll(actual);
        actual.removeAll(expected);
        wrong.addAll(actual);
        return wrong;
    }

    private static Position source(Entry deadLetter) {
        return new Position(Integer.parseInt(Objects.requireNonNull(deadLetter.headers().get("nudge-partition"))),
                Long.parseLong(Objects.requireNonNull(deadLetter.headers().get("nudge-offset"))));
    }

    private static boolean isValid(Entry event) {
        return !event.headers().containsKey(RandomEvents.MALFORMED);
    }

    private static boolean isListenedTo(Entry event) {
        return !List.of("timer.due", "message.sent", "lead.opted_out", "lead.opted_in").contains(event.get("type"));
    }

    private static Stream<Entry> compared(List<Entry> entries) {
        return entries.stream().filter(entry -> ComparedOrganization.ID.equals(entry.get("organizationId")));
    }

    // ---- against the reference

    /** What one side has more often than the other. */
    record Difference(List<Map<String, @Nullable Object>> missing, List<Map<String, @Nullable Object>> tooMany) {

        static Difference between(List<Map<String, @Nullable Object>> expected,
                List<Map<String, @Nullable Object>> actual) {
            return new Difference(minus(expected, actual), minus(actual, expected));
        }

        private static List<Map<String, @Nullable Object>> minus(List<Map<String, @Nullable Object>> some,
                List<Map<String, @Nullable Object>> others) {
            Map<Map<String, @Nullable Object>, Long> counts = others.stream().collect(Collectors.groupingBy(
                    other -> other, Collectors.counting()));
            return some.stream().filter(each -> counts.merge(each, -1L, Long::sum) < 0).toList();
        }
    }

    Difference messagesAgainst(ReferenceModel reference) {
        return Difference.between(
                reference.messages().stream().map(ComparableResult::ofReference).map(Outcome::withoutVersion).toList(),
                byId(compared(messages)).values().stream().map(ComparableResult::ofPublished)
                        .map(Outcome::withoutVersion).toList());
    }

    Difference decisionsAgainst(ReferenceModel reference) {
        return Difference.between(
                reference.decisions().stream().map(ComparableResult::ofReference).map(Outcome::withoutVersion).toList(),
                byId(compared(decisions)).values().stream().map(ComparableResult::ofPublished)
                        .map(Outcome::withoutVersion).toList());
    }

    /** The changes of versions are not in the log. */
    private static Map<String, @Nullable Object> withoutVersion(Map<String, @Nullable Object> form) {
        form.remove("automationVersion");
        return form;
    }

    /** Addresses of the compared organization whose suppression differs from the reference model's (F4). */
    Set<String> wronglySuppressed(ReferenceModel reference) {
        SuppressionList stored = new SuppressionList();
        storedSuppressions.forEach(entry -> stored.add(ComparedOrganization.ID, String.valueOf(entry.get("kind")),
                String.valueOf(entry.get("address")), Boolean.TRUE.equals(entry.get("suppressed")),
                Instant.parse(String.valueOf(entry.get("at")))));
        Map<String, SuppressionList.Entry> expected = SuppressionList.of(reference.suppressions()).entries();
        Set<String> wrong = new HashSet<>(expected.keySet());
        wrong.addAll(stored.entries().keySet());
        wrong.removeIf(address -> Objects.equals(expected.get(address), stored.entries().get(address)));
        return wrong;
    }

    private static Map<String, Map<String, @Nullable Object>> byId(Stream<Entry> entries) {
        Map<String, Map<String, @Nullable Object>> byId = new LinkedHashMap<>();
        entries.forEach(entry -> byId.putIfAbsent(entry.text("id"), entry.json()));
        return byId;
    }

    Set<String> messageIds() {
        return byId(messages.stream()).keySet();
    }

    /** The decisions without repeats. */
    Collection<Entry> decisionsOnce() {
        Map<String, Entry> byId = new TreeMap<>();
        decisions.forEach(decision -> byId.putIfAbsent(decision.text("id"), decision));
        return byId.values();
    }

    Set<String> decisionIds() {
        return byId(decisions.stream()).keySet();
    }

    // ---- duplicates

    /** Ids with two contents, and firings with two ids. */
    List<String> duplicates() {
        List<String> duplicates = new ArrayList<>();
        Map<String, Map<String, @Nullable Object>> contents = new LinkedHashMap<>();
        Map<List<@Nullable Object>, String> firings = new LinkedHashMap<>();
        Stream.concat(messages.stream(), decisions.stream()).forEach(entry -> {
            Map<String, @Nullable Object> before = contents.putIfAbsent(entry.text("id"), entry.json());
            if (before != null && !before.equals(entry.json())) {
                duplicates.add(before + " and " + entry.json());
            }
        });
        for (Entry message : messages) {
            List<@Nullable Object> firing = Stream.of("organizationId", "automationId", "leadId", "run", "followUp",
                    "action", "to").<@Nullable Object>map(message::get).toList();
            String before = firings.putIfAbsent(firing, message.text("id"));
            if (before != null && !before.equals(message.text("id"))) {
                duplicates.add(before + " and " + message.text("id"));
            }
        }
        return duplicates;
    }

    /**
     * Messages that are not stored exactly once as sent or correctly ended; decisions and dead letters that are not
     * stored; and the reverse.
     */
    Set<String> wronglyStored(ReferenceReplay replay) {
        Set<String> wrong = differing(messageIds(), storedMessages.stream()
                .filter(message -> isSent(message) || isCorrectlyUnsent(message, replay)).map(Outcome::storedId)
                .toList());
        wrong.addAll(differing(decisionIds(), storedDecisions.stream().map(Outcome::storedId).toList()));
        wrong.addAll(differing(deadLetters.stream().map(Outcome::source).map(
                source -> "lead.events-" + source.partition() + "-" + source.offset()).collect(Collectors.toSet()),
                storedDeadLetters));
        return wrong;
    }

    long sent() {
        return storedMessages.stream().filter(Outcome::isSent).count();
    }

    private static boolean isSent(Map<String, @Nullable Object> message) {
        return "SENT".equals(message.get("state"));
    }

    /** F5; or G2 if the engine was killed in between. */
    private static boolean isCorrectlyUnsent(Map<String, @Nullable Object> message, ReferenceReplay replay) {
        return switch (String.valueOf(message.get("state"))) {
            case "EXPIRED" -> isTooLate(message);
            case "OPTED_OUT" -> replay.mayBeOptedOut(message);
            case "UNKNOWN" -> isTooLate(message) || replay.mayBeOptedOut(message);
            default -> false;
        };
    }

    private static boolean isTooLate(Map<String, @Nullable Object> message) {
        return message.get("notAfter") instanceof String notAfter
                && notAfter.compareTo(String.valueOf(message.get("stateAt"))) <= 0;
    }

    /** Messages that were sent to leads and not reported to them (G4), and the reverse. */
    Set<String> wronglyReported() {
        Set<String> unknown = storedMessages.stream().filter(message -> "UNKNOWN".equals(message.get("state")))
                .map(message -> "sent-" + storedId(message)).collect(Collectors.toSet());
        return differing(
                storedMessages.stream().filter(message -> isSent(message)
                        && "lead".equals(message.get("recipientKind")))
                        .map(message -> "sent-" + storedId(message)).collect(Collectors.toSet()),
                leadEvents.stream().filter(event -> "message.sent".equals(event.get("type")))
                        .map(event -> event.text("id")).distinct().filter(id -> !unknown.contains(id)).toList());
    }

    private static String storedId(Map<String, @Nullable Object> document) {
        return String.valueOf(document.get("_id"));
    }

    private static Set<String> differing(Set<String> expected, List<String> actual) {
        Set<String> wrong = new HashSet<>(expected);
        Set<String> seen = new HashSet<>();
        actual.stream().filter(id -> !wrong.remove(id) || !seen.add(id)).forEach(wrong::add);
        return wrong;
    }

    // ---- pauses

    /** A period in which a partition, which always had events, made no decision. */
    record Pause(int partition, Instant from, Duration duration) {}

    Pause longestPause(Period period) {
        Map<Integer, List<Instant>> decided = decisions.stream()
                .filter(decision -> !decision.timestamp().isBefore(period.from())
                        && !decision.timestamp().isAfter(period.to()))
                .collect(Collectors.groupingBy(decision -> decision.position().partition(), TreeMap::new,
                        Collectors.mapping(Entry::timestamp, Collectors.toList())));
        return IntStream.range(0, Site.PARTITIONS).boxed()
                .flatMap(partition -> pauses(partition, period, decided.getOrDefault(partition, List.of())))
                .max(Comparator.comparing(Pause::duration)).orElseThrow();
    }

    private static Stream<Pause> pauses(int partition, Period period, List<Instant> decided) {
        List<Instant> all = Stream.concat(decided.stream(), Stream.of(period.from(), period.to())).sorted().toList();
        return IntStream.range(1, all.size()).mapToObj(
                i -> new Pause(partition, all.get(i - 1), Duration.between(all.get(i - 1), all.get(i))));
    }
}
