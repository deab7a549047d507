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

/** What happens to the processes. Whoever is killed is started again at once, whether or not the others are well. */
final class Faults {

    /** Most of what can go wrong is between the engines and the log. */
    private static final List<Part> VICTIMS = List.of(Part.ENGINE_1, Part.ENGINE_1, Part.ENGINE_2, Part.ENGINE_2,
            Part.BROKER, Part.BROKER, Part.STORE, Part.API);
    private static final int KILLS_IN_A_ROW = 5;
    private static final Duration BREATH = Duration.ofSeconds(2);

    private final Site site;
    private final Random random;
    private final Map<String, Integer> kills = new TreeMap<>();

    /** A while, by the clock that the records' timestamps are of. */
    record Period(Instant from, Instant to) {}

    Faults(Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
    }

    /** The first victims are all there are, in any order; between some kills everything comes to work again. */
    void kill(int count) {
        List<Part> victims = new ArrayList<>(List.of(Part.values()));
        Collections.shuffle(victims, random);
        for (int i = 0; i < count; i++) {
            pause(Duration.ofMillis(random.nextInt(1_000, 4_000)));
            Part victim = i < victims.size() ? victims.get(i) : VICTIMS.get(random.nextInt(VICTIMS.size()));
            say("kill -9 " + victim);
            site.process(victim).kill();
            site.process(victim).start();
            kills.merge(victim.kind(), 1, Integer::sum);
            if ((i + 1) % KILLS_IN_A_ROW == 0) {
                site.awaitReady();
                pause(BREATH);
            }
        }
        site.awaitReady();
    }

    void restartBroker() {
        say("restart of the broker");
        site.process(Part.BROKER).stop();
        site.process(Part.BROKER).start();
        site.awaitReady();
    }

    /** Whoever needs the store says meanwhile that it isn't ready, and that it needs no restart. */
    void stopStore(Duration outage) {
        say("the store is away for " + outage.toSeconds() + " s");
        site.process(Part.STORE).stop();
        pause(outage);
        for (Part service : Part.SERVICES) {
            assertThat(site.isReady(service)).as("%s is ready without the store", service).isFalse();
            assertThat(site.isAlive(service)).as("%s is alive without the store", service).isTrue();
        }
        site.process(Part.STORE).start();
        site.awaitReady();
    }

    /** One engine after the other, as a deployment does it. */
    Period restartEnginesOneByOne() {
        pause(BREATH);
        Instant from = Instant.now();
        for (Part engine : Part.ENGINES) {
            Duration stopped = site.process(engine).stop();
            say("SIGTERM " + engine + ", which took " + stopped.toMillis() + " ms");
            site.process(engine).start();
            site.awaitReady(engine);
            say(engine + " is ready");
            pause(BREATH);
        }
        return new Period(from, Instant.now());
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }

    private static void say(String what) {
        System.out.println(Instant.now() + " " + what);
    }

    /** By what was killed. */
    Map<String, Integer> kills() {
        return kills;
    }
}
