package dev.nudge.reliability.harness;

import static org.awaitility.Awaitility.await;

import dev.nudge.reliability.Figures;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Text messages go to a provider that cannot recognise repeats and often does not say whether it has taken a message.
 * Meanwhile engines are killed, and the database is unavailable. Afterwards, no message was taken twice, none is lost,
 * and each ambiguous attempt is resolved. docs/reliability.md explains longer runs.
 */
class DeliveryHarnessTest {

    private static final long SEED = Long.getLong("nudge.seed", new Random().nextLong(1_000_000));
    private static final int KILLS = Integer.getInteger("nudge.harness.kills", 3);
    private static final int OUTAGES = Integer.getInteger("nudge.harness.store-outages", 1);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("nudge.harness.store-outage", 5));
    private static final int RATE = Integer.getInteger("nudge.harness.rate", 30);
    /** A look-up that has failed is repeated after as long as its attempt is old. */
    private static final Duration LOOK_UPS = Duration.ofMinutes(10);
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Figures figures = new Figures("delivery");

    @Test // F5, G1, G2, G3, G4
    void messages_leave_once_or_are_known_not_to_have_left() {
        System.out.println("Delivery harness: -Dnudge.seed=" + SEED + ", in " + directory);
        try (HostileProvider provider = new HostileProvider(SEED);
                Site site = new Site(directory, provider.options())) {
            site.start();
            OrderEvents.createAutomation(site);
            try (LeadLoad load = new LeadLoad(site, new OrderEvents(SEED), RATE)) {
                load.start();
                injectFaults(new Faults(site, SEED));
                load.stop();
                provider.recover();
                figures.add("time until all is resolved after the last event", awaitResolved(site));
                check(new DeliveryVerdict(site, load.accepted(), provider), site, load);
            }
        }
    }

    private void injectFaults(Faults faults) {
        faults.killEngines(KILLS - OUTAGES);
        for (int i = 0; i < OUTAGES; i++) {
            faults.stopStoreAndKillAnEngine(OUTAGE);
        }
        figures.add("seed", String.valueOf(SEED));
        faults.kills().forEach((kind, count) -> figures.add("`kill -9` of " + kind, count));
        figures.add("outages of the database", OUTAGES);
        figures.add("duration of each", OUTAGE);
    }

    private static Duration awaitResolved(Site site) {
        Instant begin = Instant.now();
        site.awaitDrained();
        await("messages without an end").atMost(LOOK_UPS).until(() -> site.store().messagesDueBy(LATEST) == 0);
        site.awaitDrained();
        return Duration.between(begin, Instant.now());
    }

    private void check(DeliveryVerdict verdict, Site site, LeadLoad load) {
        figures.add("process restarts", site.restarts());
        figures.add("events accepted", load.accepted().size());
        verdict.addTo(figures);
        System.out.println(figures);
        verdict.assertThatNothingIsWrong();
        figures.report();
    }
}
