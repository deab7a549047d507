package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.nudge.reliability.Figures;
import dev.nudge.testsupport.TopicReader.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The procedure of docs/operations.md that adds partitions to {@code lead.events}, while timers wait: afterwards,
 * events of the same leads arrive in other partitions, and everything has happened once.
 */
@EnabledIfSystemProperty(named = "nudge.harness.partitions", matches = "16|24|32", disabledReason = "It takes two"
        + " minutes; run it with -Dnudge.harness.partitions=16")
class MorePartitionsTest {

    private static final long SEED = Long.getLong("nudge.seed", new Random().nextLong(1_000_000));
    private static final int PARTITIONS = Integer.getInteger("nudge.harness.partitions", 16);
    private static final int RATE = Integer.getInteger("nudge.harness.rate", 25);
    private static final Duration LOAD = Duration.ofSeconds(5);
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
    /** Longer than the procedure takes. */
    private static final int DELAY = 90;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test // invariants 1, 2 and 4, D1
    void timers_that_wait_and_events_of_known_leads_survive_the_move_to_more_partitions() throws Exception {
        System.out.println("More partitions: -Dnudge.seed=" + SEED + ", in " + directory);
        try (HostileProvider provider = new HostileProvider(SEED);
                Site site = new Site(directory, options(provider))) {
            provider.recover();
            site.start();
            ComparedOrganization compared = new ComparedOrganization(site, SEED, FollowedEvents.TEMPLATES,
                    FollowedEvents.AUTOMATIONS.stream().map(json -> json.replace("\"delay\": 5", "\"delay\": " + DELAY))
                            .toList());
            compared.create();
            List<Position> accepted = new ArrayList<>(load(site, new FollowedEvents(SEED)));
            site.awaitDrained();
            long waiting = site.store().timersDueBy(LATEST);
            assertThat(waiting).as("leads with a timer").isPositive();
            Instant movedAt = Instant.now();
            move(site);
            accepted.addAll(load(site, new FollowedEvents(SEED + 1, "later-", PARTITIONS)));
            await("the timers").atMost(Duration.ofMinutes(5)).until(() -> site.store().timersDueBy(LATEST) == 0);
            site.awaitDrained();
            Outcome outcome = Outcome.of(site);
            ProcedureVerdict verdict = new ProcedureVerdict(outcome, site.store().read("messages"),
                    compared.expected(outcome.leadEvents(),
                            at -> at.isBefore(movedAt) ? Site.PARTITIONS : PARTITIONS),
                    accepted, provider);
            Figures figures = new Figures("partitions");
            figures.add("seed", String.valueOf(SEED));
            figures.add("partitions before", Site.PARTITIONS);
            figures.add("partitions after", PARTITIONS);
            figures.add("leads with a waiting timer at the move", waiting);
            verdict.addTo(figures);
            System.out.println(figures);
            verdict.assertThatNothingIsWrong();
            figures.report();
        }
    }

    private static List<String> options(HostileProvider provider) {
        List<String> options = new ArrayList<>(provider.options());
        options.add("-Dnudge.delivery.channels.whatsapp=hostile");
        return options;
    }

    private static List<Position> load(Site site, FollowedEvents events) {
        try (LeadLoad load = new LeadLoad(site, events, RATE)) {
            load.start();
            await().pollDelay(LOAD).atMost(LOAD.plusSeconds(10)).until(() -> true);
            load.stop();
            return List.copyOf(load.accepted());
        }
    }

    private static void move(Site site) throws ExecutionException, InterruptedException {
        Part.ENGINES.forEach(engine -> site.process(engine).stop());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", site.bootstrapServers()))) {
            admin.createPartitions(Map.of("lead.events", NewPartitions.increaseTo(PARTITIONS))).all().get();
        }
        site.store().database().getCollection("engine").updateOne(Filters.eq("_id", "lead.events"),
                Updates.set("partitions", PARTITIONS));
        Part.ENGINES.forEach(engine -> site.process(engine).start());
        Part.ENGINES.forEach(site::awaitReady);
    }
}
