package dev.nudge.reliability.harness;

import dev.nudge.reliability.Figures;
import dev.nudge.reliability.harness.Outcome.Difference;
import dev.nudge.testsupport.ReferenceReplay;
import dev.nudge.testsupport.TopicReader.Position;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;

/** What is missing, was sent twice, or is wrong after a procedure of docs/operations.md. */
final class ProcedureVerdict {

    private static final Set<String> OF_PROVIDER = Set.of("sms", "whatsapp");

    private final Outcome outcome;
    private final Map<String, Long> taken;
    private final TimerCheck timers;
    private final Map<String, Collection<?>> missing = new LinkedHashMap<>();
    private final Map<String, Collection<?>> twice = new LinkedHashMap<>();
    private final Map<String, Collection<?>> wrong = new LinkedHashMap<>();

    /**
     * @param outcome before people retried and resolved messages
     * @param messages as they are stored after that
     */
    ProcedureVerdict(Outcome outcome, List<Map<String, @Nullable Object>> messages, ReferenceReplay reference,
            Collection<Position> accepted,
            HostileProvider provider) {
        this.outcome = outcome;
        this.taken = provider.taken();
        this.timers = new TimerCheck(outcome.decisionsOnce());
        Difference published = outcome.messagesAgainst(reference.model());
        Difference decisions = outcome.decisionsAgainst(reference.model());
        missing.put("accepted events that are not in the log", outcome.missingInTheLog(accepted));
        missing.put("messages of the reference", published.missing());
        missing.put("decisions of the reference", decisions.missing());
        missing.put("messages in the database", minus(outcome.messageIds(), ids(messages)));
        missing.put("decisions in the database", minus(outcome.decisionIds(), ids(outcome.storedDecisions())));
        missing.put("ends of timers that are due", timers.lost(Instant.now()));
        twice.put("messages taken by the provider", taken.entrySet().stream()
                .filter(message -> message.getValue() > 1).toList());
        twice.put("ends of timers", timers.duplicated());
        twice.put("ids with two contents, firings with two ids", outcome.duplicates());
        wrong.put("messages that the reference does not have", published.tooMany());
        wrong.put("decisions that the reference does not have", decisions.tooMany());
        wrong.put("timers that fired too early", timers.early());
        wrong.put("addresses whose suppression differs from the reference",
                outcome.wronglySuppressed(reference.model()));
        Set<String> sent = messages.stream().filter(ProcedureVerdict::isSent)
                .filter(message -> OF_PROVIDER.contains(String.valueOf(message.get("channel"))))
                .map(ProcedureVerdict::id).collect(Collectors.toSet());
        wrong.put("messages that are sent and were not taken", minus(sent, taken.keySet()));
        wrong.put("messages that were taken and are not sent", minus(taken.keySet(), sent));
        wrong.put("messages that were not sent without a reason", messages.stream()
                .filter(message -> !isSent(message) && !reference.mayBeOptedOut(message)).filter(
                        message -> !isResolvedAsFailed(message))
                .toList());
    }

    private static boolean isSent(Map<String, @Nullable Object> message) {
        return "SENT".equals(message.get("state"));
    }

    private static boolean isResolvedAsFailed(Map<String, @Nullable Object> message) {
        return "FAILED".equals(message.get("state")) && "adam".equals(message.get("resolvedBy"));
    }

    private static Set<String> ids(List<Map<String, @Nullable Object>> documents) {
        return documents.stream().map(ProcedureVerdict::id).collect(Collectors.toSet());
    }

    private static String id(Map<String, @Nullable Object> document) {
        return String.valueOf(document.get("_id"));
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    void addTo(Figures figures) {
        figures.add("records of `lead.events`", outcome.leadEvents().size());
        figures.add("timers fired", timers.fired());
        figures.add("decisions", outcome.decisionIds().size());
        figures.add("messages", outcome.messageIds().size());
        figures.add("messages taken by the provider", taken.size());
        figures.add("events, decisions, timers and messages that are missing", count(missing));
        figures.add("messages and timers that happened twice", count(twice));
    }

    private static long count(Map<String, Collection<?>> found) {
        return found.values().stream().mapToLong(Collection::size).sum();
    }

    void assertThatNothingIsWrong() {
        SoftAssertions.assertSoftly(softly -> Map.of("missing", missing, "twice", twice, "wrong", wrong)
                .forEach((kind, found) -> found.forEach((what, which) -> softly
                        .assertThat(which.stream().limit(3).toList()).as("%s: %d %s", kind, which.size(), what)
                        .isEmpty())));
    }
}
