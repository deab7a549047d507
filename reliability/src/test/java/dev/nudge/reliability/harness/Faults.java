package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The faults of the processes. A killed process is restarted immediately, whatever the state of the others. */
final class Faults {

    /** Weighted: most failures can occur between the engines and the log. */
    private static final List<Part> KILLED = List.of(Part.ENGINE_1, Part.ENGINE_1, Part.ENGINE_2, Part.ENGINE_2,
            Part.BROKER, Part.BROKER, Part.STORE, Part.API);
    private static final int KILLS_IN_A_ROW = 5;
    private static final Duration RECOVERY = Duration.ofSeconds(2);

    private final Site site;
    private final Random random;
    private final Map<String, Integer> kills = new TreeMap<>();
    private Duration longestStop = Duration.ZERO;

    /** A period by the broker's clock. */
    record Period(Instant from, Instant to) {}

    Faults(Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
    }

    /** Kills every process once in random order, then random ones; after some kills it waits until all are ready. */
    void kill(int count) {
        List<Part> processes = new ArrayList<>(List.of(Part.values()));
        Collections.shuffle(processes, random);
        for (int i = 0; i < count; i++) {
            pause(Duration.ofMillis(random.nextInt(1_000, 4_000)));
            kill(i < processes.size() ? processes.get(i) : KILLED.get(random.nextInt(KILLED.size())));
            if ((i + 1) % KILLS_IN_A_ROW == 0) {
                site.awaitReady();
                pause(RECOVERY);
            }
        }
        site.awaitReady();
    }

    /** Kills the engines in turn, each while it works. */
    void killEngines(int count) {
        for (int i = 0; i < count; i++) {
            Part engine = Part.ENGINES.get(i % Part.ENGINES.size());
            site.awaitReady(engine);
            pause(Duration.ofMillis(random.nextInt(1_000, 4_000)));
            kill(engine);
        }
        site.awaitReady();
    }

    private void kill(Part part) {
        log("kill -9 " + part);
        site.process(part).kill();
        site.process(part).start();
        kills.merge(part.kind(), 1, Integer::sum);
    }

    void restartBroker() {
        log("restart of the broker");
        site.process(Part.BROKER).stop();
        site.process(Part.BROKER).start();
        site.awaitReady();
    }

    /** Meanwhile, the services report that they are not ready, and alive. */
    void stopStore(Duration outage) {
        log("the database is unavailable for " + outage.toSeconds() + " s");
        site.process(Part.STORE).stop();
        pause(outage);
        for (Part service : Part.SERVICES) {
            assertThat(site.isReady(service)).as("%s is ready without the database", service).isFalse();
            assertThat(site.isAlive(service)).as("%s is alive without the database", service).isTrue();
        }
        site.process(Part.STORE).start();
        site.awaitReady();
    }

    /** An engine is killed before the database is available again, with all that it could not store. */
    void stopStoreAndKillAnEngine(Duration outage) {
        log("the database is unavailable for " + outage.toSeconds() + " s");
        site.process(Part.STORE).stop();
        pause(outage);
        kill(Part.ENGINES.get(random.nextInt(Part.ENGINES.size())));
        site.process(Part.STORE).start();
        site.awaitReady();
    }

    /** Restarts one engine after the other, like a deployment. */
    Period restartEnginesOneByOne() {
        pause(RECOVERY);
        Instant from = Instant.now();
        for (Part engine : Part.ENGINES) {
            restart(engine);
        }
        return new Period(from, Instant.now());
    }

    /** The same for the API. */
    void restartApi() {
        restart(Part.API);
    }

    private void restart(Part service) {
        Duration stopped = site.process(service).stop();
        longestStop = stopped.compareTo(longestStop) > 0 ? stopped : longestStop;
        log("SIGTERM " + service + ", which took " + stopped.toMillis() + " ms");
        site.process(service).start();
        site.awaitReady(service);
        log(service + " is ready");
        pause(RECOVERY);
    }

    /** How long a service took at most to end after SIGTERM. */
    Duration longestStop() {
        return longestStop;
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }

    private static void log(String what) {
        System.out.println(Instant.now() + " " + what);
    }

    /** The number of kills by kind of process. */
    Map<String, Integer> kills() {
        return kills;
    }
}
