package dev.nudge.reliability.simulation;

import dev.nudge.reference.RandomHistories;
import dev.nudge.reference.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;

/** The actions of clients, the faults, and the seed that determines the order of tasks. */
record History(long seed, List<Step> steps, List<Fault> faults) {

    /** Otherwise adjacent seeds would begin similarly. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    static History of(long seed) {
        return new History(seed, RandomHistories.of(seed), Fault.some(new Random(seed * MIX)));
    }

    /** Removes everything that is not needed for the same failure. */
    History shortest(Predicate<History> fails) {
        History shortest = this;
        for (int round = 0; round < 2; round++) {
            shortest = withoutFaults(shortest, fails);
            shortest = withoutSteps(shortest, fails);
        }
        return shortest;
    }

    private static History withoutFaults(History history, Predicate<History> fails) {
        History shortest = history;
        for (int i = history.faults().size() - 1; i >= 0; i--) {
            List<Fault> fewer = new ArrayList<>(shortest.faults());
            fewer.remove(i);
            History candidate = new History(history.seed(), shortest.steps(), fewer);
            if (fails.test(candidate)) {
                shortest = candidate;
            }
        }
        return shortest;
    }

    private static History withoutSteps(History history, Predicate<History> fails) {
        History shortest = history;
        for (int size = history.steps().size() / 2; size > 0; size /= 2) {
            for (int from = shortest.steps().size() - size; from >= 0; from -= size) {
                List<Step> fewer = new ArrayList<>(shortest.steps());
                fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                History candidate = new History(history.seed(), fewer, shortest.faults());
                if (fails.test(candidate)) {
                    shortest = candidate;
                }
            }
        }
        return shortest;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("nudge.seed=" + seed);
        steps.forEach(step -> text.append("\n  ").append(step));
        faults.stream().map(Objects::toString).forEach(fault -> text.append("\n  ").append(fault));
        return text.toString();
    }
}
