package dev.nudge.reliability.harness;

import dev.nudge.testsupport.TopicReader.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks that every timer that a decision set was ended by exactly one other decision, and did not fire before its
 * instant (D1). It uses only the decisions; runs that wait for an opening (D3) are not checked.
 */
final class TimerCheck {

    private record Timer(String automationId, String leadId, int run, int followUp) {

        static Timer of(Entry decision, int followUps) {
            return new Timer(decision.text("automationId"), decision.text("leadId"), number(decision, "run"),
                    number(decision, "followUp") + followUps);
        }

        private static int number(Entry decision, String name) {
            return Integer.parseInt(decision.text(name));
        }
    }

    private static final class Life {
        private @Nullable Instant dueAt;
        private final List<Entry> ends = new ArrayList<>();

        private boolean isDueBy(Instant now) {
            return dueAt != null && dueAt.isBefore(now);
        }
    }

    private final Map<Timer, Life> timers = new LinkedHashMap<>();

    /** @param decisions without repeats */
    TimerCheck(Iterable<Entry> decisions) {
        for (Entry decision : decisions) {
            Instant dueAt = decision.get("dueAt") == null ? null : Instant.parse(decision.text("dueAt"));
            switch (decision.text("outcome")) {
                case "STARTED" -> set(Timer.of(decision, 0), Objects.requireNonNull(dueAt));
                case "FIRED" -> {
                    if (decision.text("reason").equals("TIMER_DUE")) {
                        life(Timer.of(decision, 0)).ends.add(decision);
                    }
                    if (dueAt != null) {
                        set(Timer.of(decision, 1), dueAt);
                    }
                }
                case "CANCELLED" -> life(Timer.of(decision, 0)).ends.add(decision);
                default -> {
                }
            }
        }
        // Waiting for an opening is not a timer that a start has set, so there is nothing to compare its end with.
        timers.values().removeIf(life -> life.dueAt == null && life.ends.stream().noneMatch(TimerCheck::fired));
    }

    private Life life(Timer timer) {
        return timers.computeIfAbsent(timer, _ -> new Life());
    }

    /** A restart sets the timer later. */
    private void set(Timer timer, Instant dueAt) {
        Life life = life(timer);
        if (life.dueAt == null || life.dueAt.isBefore(dueAt)) {
            life.dueAt = dueAt;
        }
    }

    private static boolean fired(Entry end) {
        return end.text("outcome").equals("FIRED");
    }

    long fired() {
        return timers.values().stream().flatMap(life -> life.ends.stream()).filter(TimerCheck::fired).count();
    }

    /** Timers that were due by then and have not ended. */
    List<String> lost(Instant now) {
        return timers.entrySet().stream().filter(timer -> timer.getValue().ends.isEmpty())
                .filter(timer -> timer.getValue().isDueBy(now))
                .map(timer -> timer.getKey().toString()).toList();
    }

    /** Timers that ended more than once. */
    List<String> duplicated() {
        return timers.entrySet().stream().filter(timer -> timer.getValue().ends.size() > 1)
                .map(timer -> timer.getKey().toString()).toList();
    }

    /** Timers that fired before their instant, or without having been set. */
    List<String> early() {
        return timers.entrySet().stream().filter(timer -> timer.getValue().ends.stream().filter(TimerCheck::fired)
                .anyMatch(end -> isEarly(end, timer.getValue().dueAt))).map(timer -> timer.getKey().toString())
                .toList();
    }

    private static boolean isEarly(Entry end, @Nullable Instant dueAt) {
        return dueAt == null || Instant.parse(end.text("at")).isBefore(dueAt);
    }
}
