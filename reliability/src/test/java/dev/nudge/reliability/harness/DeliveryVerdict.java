package dev.nudge.reliability.harness;

import dev.nudge.reliability.Figures;
import dev.nudge.reliability.harness.HostileProvider.SentText;
import dev.nudge.testsupport.TopicReader;
import dev.nudge.testsupport.TopicReader.Entry;
import dev.nudge.testsupport.TopicReader.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages that were handed to a provider that cannot recognise repeats, compared with what the
 * provider has taken (G1 to G4).
 */
final class DeliveryVerdict {

    private static final Set<String> RESOLVED = Set.of("FOUND", "NOT_FOUND");

    private final List<StoredMessage> messages;
    private final Map<String, Collection<?>> lost = new LinkedHashMap<>();
    private final Map<String, Collection<?>> duplicated = new LinkedHashMap<>();
    private final Map<String, Collection<?>> wrong = new LinkedHashMap<>();

    /** @param attempts the history, the oldest first */
    private record StoredMessage(String id, String state, SentText text, @Nullable Object providerId,
            List<Map<?, ?>> attempts) {

        static StoredMessage of(Map<String, @Nullable Object> document) {
            List<Map<?, ?>> attempts = document.get("attempts") instanceof List<?> list
                    ? list.stream().<Map<?, ?>>map(attempt -> (Map<?, ?>) Objects.requireNonNull(attempt)).toList()
                    : List.of();
            return new StoredMessage(text(document, "_id"), text(document, "state"),
                    new SentText(text(document, "to"), text(document, "text")), document.get("providerId"), attempts);
        }

        private static String text(Map<String, @Nullable Object> document, String name) {
            return String.valueOf(document.get(name));
        }

        boolean isSent() {
            return state.equals("SENT");
        }

        boolean isFailed() {
            return state.equals("FAILED");
        }

        Stream<Map<?, ?>> ambiguous() {
            return attempts.stream().filter(attempt -> "UNKNOWN".equals(attempt.get("result")));
        }

        /** By a look-up, or by the provider's answer, which was stored after another engine had given it up. */
        boolean isResolved(Map<?, ?> ambiguous) {
            return RESOLVED.contains(String.valueOf(ambiguous.get("lookUp")))
                    || attempts.stream().anyMatch(attempt -> "ACCEPTED".equals(attempt.get("result"))
                            && Objects.equals(attempt.get("at"), ambiguous.get("at")));
        }

        boolean wasNotFound() {
            return !attempts.isEmpty() && "NOT_FOUND".equals(attempts.getLast().get("lookUp"));
        }
    }

    DeliveryVerdict(Site site, Collection<Position> accepted, HostileProvider provider) {
        TopicReader topics = site.topics();
        List<Entry> events = topics.read("lead.events");
        List<Entry> decisions = topics.read("automation.decisions");
        Set<String> commands = ids(topics.read("message.commands"));
        messages = site.store().read("messages").stream().map(StoredMessage::of).toList();
        Set<String> stored = messages.stream().map(StoredMessage::id).collect(Collectors.toSet());
        Map<String, Long> taken = provider.taken();

        Set<Position> positions = events.stream().map(Entry::position).collect(Collectors.toSet());
        lost.put("accepted events that are not in the log", accepted.stream().filter(
                position -> !positions.contains(position)).toList());
        lost.put("events without a message", minus(events.stream().filter(event -> !isReport(event)).map(
                event -> event.text("id")).collect(Collectors.toSet()), fired(decisions)));
        lost.put("messages of decisions that are not in the log", minus(decisions.stream().flatMap(
                DeliveryVerdict::messageIds).collect(Collectors.toSet()), commands));
        lost.put("messages that are not stored", minus(commands, stored));
        lost.put("messages without an end", ids(message -> !message.isSent() && !message.isFailed()));

        duplicated.put("messages that the provider has taken twice", taken.entrySet().stream().filter(
                message -> message.getValue() > 1).toList());
        duplicated.put("messages of the provider that belong to two of ours", repeated(messages.stream().filter(
                message -> message.providerId() != null).map(StoredMessage::providerId)));

        wrong.put("texts that the provider has taken more or less often than they count as sent",
                differing(texts(StoredMessage::isSent), provider.texts()));
        wrong.put("messages that failed although no look-up said that the provider has not taken them",
                ids(message -> message.isFailed() && !message.wasNotFound()));
        wrong.put("ambiguous attempts that were not resolved", messages.stream().flatMap(message -> message.ambiguous()
                .filter(attempt -> !message.isResolved(attempt)).map(attempt -> message.id() + " " + attempt))
                .toList());
        Map<String, Long> handedOver = provider.handedOver();
        wrong.put("messages that were handed over more often than their attempts say", ids(
                message -> handedOver.getOrDefault(message.id(), 0L) > message.attempts().size()));
        Set<String> reported = events.stream().filter(DeliveryVerdict::isReport).map(
                event -> event.text("id").substring("sent-".length())).collect(Collectors.toSet());
        Set<String> sent = ids(StoredMessage::isSent);
        wrong.put("messages that were sent and not reported to their leads, or the reverse", Stream.concat(
                minus(sent, reported).stream(), minus(reported, sent).stream()).toList());
        wrong.put("messages that the provider has taken and the log does not have", minus(taken.keySet(), commands));
    }

    private static boolean isReport(Entry event) {
        return event.text("type").equals("message.sent");
    }

    private static Set<String> fired(List<Entry> decisions) {
        return decisions.stream().filter(decision -> messageIds(decision).findAny().isPresent()).map(
                decision -> decision.text("eventId")).collect(Collectors.toSet());
    }

    private static Stream<String> messageIds(Entry decision) {
        return decision.get("messageIds") instanceof List<?> ids ? ids.stream().map(String::valueOf) : Stream.of();
    }

    private static Set<String> ids(List<Entry> entries) {
        return entries.stream().map(entry -> entry.text("id")).collect(Collectors.toSet());
    }

    private Set<String> ids(Predicate<StoredMessage> wanted) {
        return messages.stream().filter(wanted).map(StoredMessage::id).collect(Collectors.toSet());
    }

    private Map<SentText, Long> texts(Predicate<StoredMessage> wanted) {
        return messages.stream().filter(wanted).collect(Collectors.groupingBy(StoredMessage::text,
                Collectors.counting()));
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static List<@Nullable Object> repeated(Stream<@Nullable Object> values) {
        Set<@Nullable Object> seen = new HashSet<>();
        return values.filter(value -> !seen.add(value)).toList();
    }

    private static List<String> differing(Map<SentText, Long> sent, Map<SentText, Long> taken) {
        Map<SentText, Long> surplus = new HashMap<>(sent);
        taken.forEach((text, count) -> surplus.merge(text, -count, Long::sum));
        return surplus.entrySet().stream().filter(text -> text.getValue() != 0).map(
                text -> text.getKey() + ": sent " + sent.getOrDefault(text.getKey(), 0L) + ", taken "
                        + taken.getOrDefault(text.getKey(), 0L))
                .toList();
    }

    /** The number of messages whose last attempt failed because no look-up found it. */
    long notTaken() {
        return ids(StoredMessage::isFailed).size();
    }

    long interrupted() {
        return messages.stream().flatMap(StoredMessage::ambiguous)
                .filter(attempt -> "INTERRUPTED".equals(attempt.get("code"))).count();
    }

    void addTo(Figures figures) {
        figures.add("messages", messages.size());
        figures.add("sent", ids(StoredMessage::isSent).size());
        figures.add("failed, because a look-up has shown that the provider did not take them", notTaken());
        figures.add("attempts", messages.stream().mapToLong(message -> message.attempts().size()).sum());
        figures.add("ambiguous attempts, all resolved", messages.stream().flatMap(StoredMessage::ambiguous).count());
        figures.add("of these, attempts whose engine was killed before it had stored the result", interrupted());
        figures.add("resolved as taken", lookUps("FOUND"));
        figures.add("resolved as not taken", lookUps("NOT_FOUND"));
        figures.add("lost", count(lost));
        figures.add("taken twice", count(duplicated));
    }

    private long lookUps(String result) {
        return messages.stream().flatMap(StoredMessage::ambiguous)
                .filter(attempt -> result.equals(attempt.get("lookUp"))).count();
    }

    private static long count(Map<String, Collection<?>> found) {
        return found.values().stream().mapToLong(Collection::size).sum();
    }

    void assertThatNothingIsWrong() {
        SoftAssertions.assertSoftly(softly -> {
            Stream.of(lost, duplicated, wrong).forEach(found -> found.forEach((what, which) -> softly.assertThat(
                    which.stream().limit(3).toList()).as("%d %s", which.size(), what).isEmpty()));
            softly.assertThat(messages.stream().flatMap(StoredMessage::ambiguous)).as("ambiguous attempts")
                    .isNotEmpty();
        });
    }
}
