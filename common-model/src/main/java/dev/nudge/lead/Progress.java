package dev.nudge.lead;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one automation with one lead.
 *
 * @param lastRun the number of the latest run (S10)
 * @param transitions the number of runs that count (S5)
 * @param followUps the number of follow-ups fired since the lead's last reply (S6)
 * @param lastFiredAt when the automation fired last; null when it has not
 * @param firings when the automation fired in the last hour (S13), in order
 * @param runs the waiting runs, in the order of their numbers: at most one of timer logic
 */
public record Progress(int lastRun, int transitions, int followUps, @Nullable Instant lastFiredAt,
        List<Instant> firings, List<Run> runs) {

    public static final Progress NONE = new Progress(0, 0, 0, null, List.of(), List.of());

    private static final Duration HOUR = Duration.ofHours(1);

    public Optional<Run> run(int number) {
        return runs.stream().filter(run -> run.number() == number).findFirst();
    }

    /** S13: the number of firings in the hour before {@code now}. */
    public int firingsInTheHourBefore(Instant now) {
        return (int) firings.stream().filter(firing -> firing.isAfter(now.minus(HOUR))).count();
    }

    /** A run is started; its number is {@link #lastRun} afterwards. */
    public Progress started() {
        return new Progress(lastRun + 1, transitions + 1, followUps, lastFiredAt, firings, runs);
    }

    /** S5: a run that ended without a message for want of an address no longer counts. */
    public Progress discounted() {
        return new Progress(lastRun, transitions - 1, followUps, lastFiredAt, firings, runs);
    }

    /** With a run that waits, in place of the waiting run of that number if there is one. */
    public Progress waiting(Run waiting) {
        List<Run> others = new ArrayList<>(runs);
        others.removeIf(run -> run.number() == waiting.number());
        others.add(waiting);
        others.sort(Comparator.comparingInt(Run::number));
        return withRuns(others);
    }

    /** Without a run. */
    public Progress ended(int number) {
        return withRuns(runs.stream().filter(run -> run.number() != number).toList());
    }

    Progress withoutRuns() {
        return withRuns(List.of());
    }

    Progress eachRun(UnaryOperator<Run> change) {
        return withRuns(runs.stream().map(change).toList());
    }

    private Progress withRuns(List<Run> newRuns) {
        return new Progress(lastRun, transitions, followUps, lastFiredAt, firings, List.copyOf(newRuns));
    }

    public Progress fired(Instant now) {
        List<Instant> recent = Stream.concat(firings.stream().filter(firing -> firing.isAfter(now.minus(HOUR))),
                Stream.of(now)).toList();
        return new Progress(lastRun, transitions, followUps + 1, now, recent, runs);
    }

    /** S6: a reply resets the count of follow-ups, unless it occurred before the last firing. */
    Progress replied(Instant occurredAt) {
        return followUps == 0 || lastFiredAt != null && occurredAt.isBefore(lastFiredAt)
                ? this
                : new Progress(lastRun, transitions, 0, lastFiredAt, firings, runs);
    }
}
