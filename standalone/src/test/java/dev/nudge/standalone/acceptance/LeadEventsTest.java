package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of lead events, some of them repeated, are sent by an independent client. The published messages and
 * decisions equal those of the reference model for the same log.
 */
class LeadEventsTest {

    @TempDir
    Path directory;

    @Test // E5, F3, R1, invariants 1 to 6
    void messages_and_decisions_equal_those_of_the_reference_model() throws InterruptedException {
        Kcat kcat = Kcat.onThisMachine();
        Path file = Kcat.keyedLeadEvents(directory);
        try (StandaloneProcess nudge = new StandaloneProcess(directory).start()) {
            ThreeAutomations configured = ThreeAutomations.createdIn(nudge);
            assertThat(kcat.produce(nudge.bootstrapServers(), "lead.events", file).waitFor()).isZero();
            Published first = Published.by(nudge, ThreeAutomations.ORGANIZATION);
            System.out.println("Results of the lead events: " + first.messages().size() + " messages, "
                    + first.outcomes());
            first.assertThatItIsWhat(configured.expected(first.leadEvents(), first.partitions()));
            assertThat(outcomes(first)).containsExactlyInAnyOrder("STARTED", "FIRED", "DEFERRED", "SKIPPED",
                    "CANCELLED");
            assertThat(misrouted(first)).as("records that kcat misrouted").isGreaterThan(5_000);
            assertThat(nudge.topics().count("lead.events.dlt")).as("dead letters").isZero();

            assertThat(kcat.produce(nudge.bootstrapServers(), "lead.events", file).waitFor()).isZero();
            Published second = Published.by(nudge, ThreeAutomations.ORGANIZATION);
            assertThat(second.decisionsAboutEvents()).as("decisions after the same file again")
                    .hasSameElementsAs(first.decisionsAboutEvents());
            second.assertThatItIsWhat(configured.expected(second.leadEvents(), second.partitions()));
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
