package dev.nudge.benchmarks;

import dev.nudge.benchmarks.NeighbourProbe.Slowest;
import java.util.ArrayList;
import java.util.List;

/**
 * How much slower one organization's events and requests are while another one does the worst that its limits allow:
 * templates and patterns at their bounds, 500 events in a request, requests with thousands of errors, simulations. Both
 * phases in one run, by turns, the first one when all of the other's messages are delivered; the process ends with 1 when the slowest event or request is more than a second slower.
 */
public final class NoisyNeighbour {

    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int SECONDS = Integer.getInteger("seconds", 20);
    private static final long MOST_MILLISECONDS = 1_000;

    private NoisyNeighbour() {}

    public static void main(String[] arguments) throws Exception {
        List<Slowest> quiet = new ArrayList<>();
        List<Slowest> noisy = new ArrayList<>();
        try (Site site = new Site()) {
            site.startEngine();
            try (ApiServer api = new ApiServer(site); NeighbourProbe probe = new NeighbourProbe(site, api)) {
                NoisyOrganization noise = new NoisyOrganization(site, api);
                probe.measure(SECONDS); // until the code is compiled
                for (int round = 1; round <= ROUNDS; round++) {
                    quiet.add(print(round, "alone", probe.measure(SECONDS)));
                    noise.start();
                    noisy.add(print(round, "beside the other", probe.measure(SECONDS)));
                    noise.stop();
                    site.awaitIdle();
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
