package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of lead events, some of them repeated, go in by an outside client; what comes out is what the reference
 * model makes of the same log, message by message and decision by decision.
 */
class LeadEventsTest {

    @TempDir
    Path directory;

    @Test // E5, F3, R1, invariants 1 to 6
    void what_comes_out_is_what_the_reference_makes_of_the_same_log() throws InterruptedException {
        Kcat kcat = Kcat.onThisMachine();
        Path file = Kcat.keyedLeadEvents(directory);
        try (StandaloneProcess nudge = new StandaloneProcess(directory).start()) {
            ThreeAutomations configured = ThreeAutomations.createdIn(nudge);
            assertThat(kcat.produce(nudge.bootstrapServers(), "lead.events", file).waitFor()).isZero();
            Published first = Published.by(nudge, ThreeAutomations.ORGANIZATION);
            System.out.println("What came of the lead events: " + first.messages().size() + " messages, "
                    + first.outcomes());
            first.assertThatItIsWhat(configured.judge(first.leadEvents(), first.partitions()));
            assertThat(outcomes(first)).containsExactlyInAnyOrder("STARTED", "FIRED", "DEFERRED", "SKIPPED",
                    "CANCELLED");
            assertThat(misrouted(first)).as("records that kcat misrouted").isGreaterThan(5_000);
            assertThat(nudge.topics().count("lead.events.dlt")).as("dead letters").isZero();

            assertThat(kcat.produce(nudge.bootstrapServers(), "lead.events", file).waitFor()).isZero();
            Published second = Published.by(nudge, ThreeAutomations.ORGANIZATION);
            assertThat(second.decisionsAboutEvents()).as("decisions after the same file again")
                    .hasSameElementsAs(first.decisionsAboutEvents());
            second.assertThatItIsWhat(configured.judge(second.leadEvents(), second.partitions()));
        }
    }

    private static Set<String> outcomes(Published published) {
        return published.outcomes().keySet().stream().map(reason -> List.of(reason.split(" ")).getFirst())
                .collect(Collectors.toSet());
    }

    private static long misrouted(Published published) {
        return published.leadEvents().stream().filter(event -> !event.isAtHome(published.partitions())).count();
    }
}
