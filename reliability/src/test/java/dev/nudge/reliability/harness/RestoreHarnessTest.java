package dev.nudge.reliability.harness;

import static org.awaitility.Awaitility.await;

import dev.nudge.reliability.Figures;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is lost and restored from a backup, while the broker has everything. Afterwards, every event has its
 * decisions, every timer has ended once, and no message was handed over twice to a provider that cannot recognise
 * repeats. docs/operations.md describes the procedure and has the figures of a longer run.
 */
class RestoreHarnessTest {

    private static final long SEED = Long.getLong("nudge.seed", new Random().nextLong(1_000_000));
    private static final Duration BEFORE = Duration.ofSeconds(Integer.getInteger("nudge.harness.before-backup", 3));
    private static final Duration LOST = Duration.ofSeconds(Integer.getInteger("nudge.harness.lost", 5));
    private static final Duration REFUSED = Duration.ofSeconds(1);
    private static final int RATE = Integer.getInteger("nudge.harness.rate", 20);
    private static final Duration LOOK_UPS = Duration.ofMinutes(10);
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final Figures figures = new Figures("restore");

    @Test // G5, invariants 2 to 4, D1, E7
    void after_a_restoration_nothing_is_missing_and_nothing_is_sent_twice() {
        System.out.println("Restore harness: -Dnudge.seed=" + SEED + ", in " + directory);
        try (HostileProvider provider = new HostileProvider(SEED);
                Site site = new Site(directory, options(provider))) {
            provider.recover();
            site.start();
            ComparedOrganization compared = new ComparedOrganization(site, SEED, FollowedEvents.TEMPLATES,
                    FollowedEvents.AUTOMATIONS);
            compared.create();
            try (LeadLoad load = new LeadLoad(site, new FollowedEvents(SEED), RATE)) {
                load.start();
                pause(BEFORE);
                Backup backup = Backup.take(site, directory);
                int takenBefore = provider.taken().size();
                pause(LOST.minus(REFUSED));
                provider.refuseForNow();
                pause(REFUSED);
                Instant lostAt = loseTheDatabase(site);
                figures.add("seed", String.valueOf(SEED));
                figures.add("time between the backup and the loss", LOST);
                figures.add("events accepted until the loss", load.accepted().size());
                figures.add("messages that the provider took between the backup and the loss",
                        provider.taken().size() - takenBefore);
                provider.recover();
                Instant begin = Instant.now();
                backup.restore(lostAt);
                figures.add("time from the start of the restoration until all services are ready", since(begin));
                load.stop();
                awaitResolved(site);
                figures.add("time until everything is processed and looked up", since(begin));
                check(site, compared, load, provider);
            }
        }
    }

    /** WhatsApp messages have two providers, so that a look-up cannot tell that none has taken them. */
    private List<String> options(HostileProvider provider) {
        return Stream.of(provider.options().stream(),
                provider.options().stream().filter(option -> option.contains(".providers.hostile."))
                        .map(option -> option.replace(".hostile.", ".spare.")),
                Stream.of("-Dnudge.delivery.channels.whatsapp=hostile,spare", Backup.option(directory)))
                .flatMap(options -> options).toList();
    }

    /** @return when no engine ran any more */
    private static Instant loseTheDatabase(Site site) {
        Stream.concat(Stream.of(Part.STORE), Part.SERVICES.stream()).forEach(part -> site.process(part).kill());
        return Instant.now();
    }

    private static void awaitResolved(Site site) {
        site.awaitDrained();
        await("messages without a look-up").atMost(LOOK_UPS).until(() -> site.store().messagesDueBy(LATEST) == 0);
        site.awaitDrained();
    }

    private void check(Site site, ComparedOrganization compared, LeadLoad load, HostileProvider provider) {
        Outcome outcome = Outcome.of(site);
        RestoredMessages restored = RestoredMessages.of(site);
        restored.addTo(figures);
        Map<String, Long> taken = provider.taken();
        Client admin = site.admin(ComparedOrganization.ID, "adam");
        restored.forAPerson().forEach(id -> admin.post("/api/messages/" + id + "/resolve",
                Map.of("state", taken.containsKey(id) ? "SENT" : "FAILED", "comment", "As the provider's list says.")));
        site.awaitDrained();
        await("the resolved messages").atMost(LOOK_UPS).until(() -> RestoredMessages.of(site).forAPerson().isEmpty());
        admin.post("/api/messages/retry", Map.of("filter", Map.of("state", "FAILED", "code", "RESTORED"),
                "dryRun", false));
        site.awaitDrained();
        ProcedureVerdict verdict = new ProcedureVerdict(outcome, site.store().read("messages"),
                compared.expected(outcome.leadEvents()), load.accepted(), provider);
        verdict.addTo(figures);
        System.out.println(figures);
        verdict.assertThatNothingIsWrong();
        restored.assertThatEveryCaseOccurred();
        figures.report();
    }

    private static Duration since(Instant begin) {
        return Duration.between(begin, Instant.now());
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(10)).until(() -> true);
    }
}
