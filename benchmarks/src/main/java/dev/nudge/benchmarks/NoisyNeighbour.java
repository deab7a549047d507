package dev.nudge.benchmarks;

import dev.nudge.benchmarks.api.ApiServer;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.neighbour.NeighbourProbe.Slowest;
import dev.nudge.benchmarks.neighbour.NeighbourProbe;
import dev.nudge.benchmarks.neighbour.NoisyOrganization;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how much the events and requests of one organization slow down while another one uses all that its limits
 * allow: templates and patterns at their limits, 500 events per request, requests with thousands of errors,
 * simulations. Both phases alternate in one run; the quiet phase begins after all messages of the other organization
 * are delivered. The exit code is 1 if the slowest event or request is more than a second slower.
 */
public final class NoisyNeighbour {

    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int SECONDS = Integer.getInteger("seconds", 20);
    private static final long MOST_MILLISECONDS = 1_000;

    private NoisyNeighbour() {}

    public static void main(String[] arguments) throws Exception {
        List<Slowest> quiet = new ArrayList<>();
        List<Slowest> noisy = new ArrayList<>();
        try (Environment environment = new Environment()) {
            environment.startEngine();
            try (ApiServer api = new ApiServer(environment);
                    NeighbourProbe probe = new NeighbourProbe(environment, api)) {
                NoisyOrganization noise = new NoisyOrganization(environment, api);
                probe.measure(SECONDS); // warm-up: until the code is compiled
                for (int round = 1; round <= ROUNDS; round++) {
                    quiet.add(print(round, "alone", probe.measure(SECONDS)));
                    noise.start();
                    noisy.add(print(round, "beside the other", probe.measure(SECONDS)));
                    noise.stop();
                    environment.awaitIdle();
                }
                noise.print();
            }
        }
        System.exit(isWithinTheAim(Slowest.of(quiet), Slowest.of(noisy)) ? 0 : 1);
    }

    private static Slowest print(int round, String phase, Slowest measured) {
        System.out.printf("round %d of %d, %s: %s%n", round, ROUNDS, phase, measured);
        return measured;
    }

    private static boolean isWithinTheAim(Slowest quiet, Slowest noisy) {
        System.out.printf("all rounds alone: %s%n", quiet);
        System.out.printf("all rounds beside the other: %s%n", noisy);
        double event = noisy.event() - quiet.event();
        double request = noisy.request() - quiet.request();
        System.out.printf("the slowest event is %,.0f ms slower, the slowest request %,.0f ms (aim: at most %d ms)%n",
                event, request, MOST_MILLISECONDS);
        return event <= MOST_MILLISECONDS && request <= MOST_MILLISECONDS;
    }
}
