package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.reference.ReferenceModel;
import dev.nudge.reliability.harness.Outcome.Difference;
import dev.nudge.testsupport.ReferenceReplay;
import dev.nudge.testsupport.TopicReader.Position;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;

/** What was lost, duplicated or wrong, for example too early. */
final class Verdict {

    private final Map<String, Collection<?>> lost = new LinkedHashMap<>();
    private final Map<String, Collection<?>> duplicated = new LinkedHashMap<>();
    private final Map<String, Collection<?>> wrong = new LinkedHashMap<>();

    Verdict(Outcome outcome, Collection<Position> accepted, ReferenceReplay replay, TimerCheck timers) {
        ReferenceModel reference = replay.model();
        Difference messages = outcome.messagesAgainst(reference);
        Difference decisions = outcome.decisionsAgainst(reference);
        lost.put("accepted events that are not in the log", outcome.missingInTheLog(accepted));
        lost.put("events without a decision", outcome.withoutDecision());
        lost.put("messages of the reference that are missing", messages.missing());
        lost.put("decisions of the reference that are missing", decisions.missing());
        lost.put("timers that are overdue", timers.lost(Instant.now()));
        duplicated.put("messages that the reference does not have", messages.tooMany());
        duplicated.put("decisions that the reference does not have", decisions.tooMany());
        duplicated.put("ids with two contents, firings with two ids", outcome.duplicates());
        duplicated.put("timers that ended twice", timers.duplicated());
        wrong.put("events that are dead-lettered and should not be, or the reverse", outcome.wronglyDeadLettered());
        wrong.put("messages, decisions and dead letters that are not stored exactly once as they should be",
                outcome.wronglyStored(replay));
        wrong.put("addresses whose suppression differs from the reference", outcome.wronglySuppressed(reference));
        wrong.put("messages that were sent and not reported to their leads, or the reverse", outcome.wronglyReported());
        wrong.put("timers that fired too early", timers.early());
        wrong.put("events that the reference could not read", reference.refused());
    }

    long lost() {
        return count(lost);
    }

    long duplicated() {
        return count(duplicated);
    }

    private static long count(Map<String, Collection<?>> found) {
        return found.values().stream().mapToLong(Collection::size).sum();
    }

    void assertThatNothingIsWrong() {
        SoftAssertions.assertSoftly(softly -> List.of(lost, duplicated, wrong).forEach(found -> found.forEach(
                (what, which) -> softly.assertThat(which.stream().limit(3).toList()).as("%d %s", which.size(), what)
                        .isEmpty())));
        assertThat(lost() + duplicated()).isZero();
    }
}
