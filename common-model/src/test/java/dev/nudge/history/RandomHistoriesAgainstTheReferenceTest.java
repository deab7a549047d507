package dev.nudge.history;

import static org.assertj.core.api.Assertions.fail;

import dev.nudge.history.Comparison.Difference;
import dev.nudge.reference.RandomHistories;
import dev.nudge.reference.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The core and the reference model make the same decisions. {@code -Dnudge.histories} sets the number of histories,
 * {@code -Dnudge.seed} the seed of the first one.
 */
class RandomHistoriesAgainstTheReferenceTest {

    private static final long FIRST_SEED = Long.getLong("nudge.seed", 1);
    private static final int HISTORIES = Integer.getInteger("nudge.histories", 500);

    @Test
    void every_step_has_the_same_effect_on_core_and_reference_model() {
        System.out.println(HISTORIES + " histories, nudge.seed=" + FIRST_SEED);
        LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES).parallel()
                .filter(seed -> Comparison.of(RandomHistories.of(seed)).isPresent()).findFirst()
                .ifPresent(RandomHistoriesAgainstTheReferenceTest::report);
    }

    private static void report(long seed) {
        List<Step> shortest = shortest(RandomHistories.of(seed));
        StringBuilder report = new StringBuilder("The core and the reference differ, nudge.seed=" + seed + ":");
        for (int step = 0; step < shortest.size(); step++) {
            report.append("\n  ").append(step).append(": ").append(shortest.get(step));
        }
        fail(report + "\n" + Comparison.of(shortest).orElseThrow());
    }

    /** Removes steps that are not needed to reproduce a difference of the same kind. */
    private static List<Step> shortest(List<Step> history) {
        Difference difference = Comparison.of(history).orElseThrow();
        List<Step> failing = new ArrayList<>(history.subList(0, difference.step() + 1));
        for (int size = failing.size() / 2; size > 0; size /= 2) {
            for (int from = failing.size() - size; from >= 0; from -= size) {
                List<Step> without = new ArrayList<>(failing);
                without.subList(from, Math.min(from + size, without.size())).clear();
                Optional<Difference> still = Comparison.of(without);
                if (still.isPresent() && Objects.equals(still.get().what(), difference.what())) {
                    failing = without;
                }
            }
        }
        return failing;
    }
}
