package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.reference.ReferenceModel;
import dev.nudge.reliability.harness.Outcome.Difference;
import dev.nudge.testsupport.TopicReader.Position;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;

/** What was lost, what was done twice and what was done too early. */
final class Verdict {

    private final Map<String, Collection<?>> lost = new LinkedHashMap<>();
    private final Map<String, Collection<?>> doubled = new LinkedHashMap<>();
    private final Map<String, Collection<?>> wrong = new LinkedHashMap<>();

    Verdict(Outcome outcome, Collection<Position> accepted, ReferenceModel reference, TimerCheck timers) {
        Difference messages = outcome.messagesAgainst(reference);
        Difference decisions = outcome.decisionsAgainst(reference);
        lost.put("accepted events that are not in the log", outcome.missingInTheLog(accepted));
        lost.put("events that no automation has answered", outcome.undecided());
        lost.put("messages of the reference that are missing", messages.missing());
        lost.put("decisions of the reference that are missing", decisions.missing());
        lost.put("timers that are overdue", timers.lost(Instant.now()));
        doubled.put("messages that the reference has not", messages.tooMany());
        doubled.put("decisions that the reference has not", decisions.tooMany());
        doubled.put("ids with two contents, firings with two ids", outcome.doubles());
        doubled.put("timers that came to two ends", timers.doubled());
        wrong.put("events that are dead-lettered and should not be, or the reverse", outcome.wronglyDeadLettered());
        wrong.put("messages, decisions and dead letters that are not kept, once, as they should be",
                outcome.wronglyKept());
        wrong.put("messages that their leads were not told of, or the reverse", outcome.wronglyTold());
        wrong.put("timers that fired too early", timers.early());
        wrong.put("what the reference could not understand", reference.refused());
    }

    long lost() {
        return count(lost);
    }

    long doubled() {
        return count(doubled);
    }

    private static long count(Map<String, Collection<?>> found) {
        return found.values().stream().mapToLong(Collection::size).sum();
    }

    void assertThatNothingIsWrong() {
        SoftAssertions.assertSoftly(softly -> List.of(lost, doubled, wrong).forEach(found -> found.forEach(
                (what, which) -> softly.assertThat(which.stream().limit(3).toList()).as("%d %s", which.size(), what)
                        .isEmpty())));
        assertThat(lost() + doubled()).isZero();
    }
}
