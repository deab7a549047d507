package dev.nudge.reliability.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Nothing is lost or duplicated, whatever faults occur. {@code -Dnudge.histories} is the number of histories,
 * {@code -Dnudge.seed} the seed of the first.
 */
class SimulationTest {

    private static final long FIRST_SEED = Long.getLong("nudge.seed", 1);
    private static final int HISTORIES = Integer.getInteger("nudge.histories", 1_500);

    @Test
    void everything_happens_exactly_once_despite_faults() throws Exception {
        Campaign campaign = new Campaign(FIRST_SEED, HISTORIES);
        Optional<History> failing = campaign.run();
        System.out.println(campaign.figures());
        failing.ifPresent(SimulationTest::report);
        campaign.figures().report();
    }

    @Test
    void the_same_seed_repeats_the_same_history() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++) {
            assertThat(Simulation.of(History.of(seed))).isEqualTo(Simulation.of(History.of(seed)));
        }
    }

    private static void report(History failing) {
        String kind = kind(failing);
        History shortest = failing.shortest(candidate -> kind(candidate).equals(kind));
        Simulation.Result result = Simulation.of(shortest);
        fail("The shortest failing history:\n" + shortest + "\nFaults:\n  " + String.join("\n  ",
                result.journal()) + "\nViolations:\n" + String.join("\n", result.violations()));
    }

    private static String kind(History history) {
        List<String> violations = Simulation.of(history).violations();
        return violations.isEmpty() ? "" : violations.getFirst().split(":", 2)[0].split(" ", 2)[0];
    }
}
