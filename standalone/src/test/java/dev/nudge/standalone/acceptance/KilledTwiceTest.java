package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.patience.Patience;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process, with its broker and database, is killed twice while it works; the results are the same. */
class KilledTwiceTest {

    private static final Duration BACK_AT_WORK = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test // invariants 2 to 4
    void no_message_is_lost_or_sent_twice() throws InterruptedException {
        Kcat kcat = Kcat.onThisMachine();
        Path file = Kcat.keyedLeadEvents(directory);
        try (StandaloneProcess nudge = new StandaloneProcess(directory).start()) {
            ThreeAutomations configured = ThreeAutomations.createdIn(nudge);
            Probe probe = Probe.in(nudge);
            long decisions = nudge.topics().count("automation.decisions");
            long messages = nudge.topics().count("message.commands");
            Process producing = kcat.produce(nudge.bootstrapServers(), "lead.events", file);
            awaitCount(nudge, "automation.decisions", decisions + 1_000);
            killAndStart(nudge, probe, "in the middle of the events");
            if (producing.waitFor() != 0) { // it failed with the broker; producers retry
                assertThat(kcat.produce(nudge.bootstrapServers(), "lead.events", file).waitFor()).isZero();
            }
            awaitCount(nudge, "message.commands", messages + 2_000); // more than fire immediately
            killAndStart(nudge, probe, "in the middle of the follow-ups");
            Published published = Published.by(nudge, ThreeAutomations.ORGANIZATION);
            System.out.println("After two kills: " + published.messages().size() + " messages, " + published
                    .outcomes());
            published.assertThatItIsWhat(configured.expected(published.leadEvents(), published.partitions()));
            assertThat(published.decisions()).hasSizeGreaterThan(7_000);
            assertThat(nudge.topics().count("lead.events.dlt")).as("dead letters").isZero();
        }
    }

    /** The process resumes with the waiting events; the probe's event comes after them. */
    private static void killAndStart(StandaloneProcess nudge, Probe probe, String when) {
        long before = nudge.topics().count("automation.decisions");
        nudge.kill();
        nudge.start();
        long ready = System.nanoTime();
        long found = nudge.topics().count("automation.decisions");
        probe.send();
        await("the next decision").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20))
                .until(() -> nudge.topics().count("automation.decisions") > found);
        Duration resumed = Duration.ofNanos(System.nanoTime() - ready);
        probe.awaitFiring();
        Duration caughtUp = Duration.ofNanos(System.nanoTime() - ready);
        System.out.printf(
                "Killed %s, after %d decisions: the next one %d ms after it was ready, caught up after %d ms%n",
                when, before, resumed.toMillis(), caughtUp.toMillis());
        assertThat(resumed).isLessThan(Patience.allowedFor(BACK_AT_WORK));
    }

    /** The count starts before the events, so that records published in between are included. */
    private static void awaitCount(StandaloneProcess nudge, String topic, long count) {
        await(count + " records in " + topic).atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20))
                .until(() -> nudge.topics().count(topic) >= count);
    }
}
