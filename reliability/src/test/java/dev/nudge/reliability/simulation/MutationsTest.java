package dev.nudge.reliability.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.reliability.Figures;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import java.util.List;

/** Verifies that the simulation detects defects: each of these mutated lines is detected. */
class MutationsTest {

    private static final int AT_MOST = 500;
    private static final String ENGINE = "engine-service/src/main/java/dev/nudge/engine/";

    static final List<Mutation> MUTATIONS = List.of(
            new Mutation("the fence is left out",
                    "reliability/src/test/java/dev/nudge/reliability/simulation/SimulatedLeads.java",
                    "if (before != null && !before.equals(write.read()))", "if (before == write.read() && false)"),
            new Mutation("offsets are committed before messages and decisions are published",
                    ENGINE + "processing/LeadEngine.java",
                    "log.appendAll(results.stream().flatMap(result -> result.outbound().stream()).toList());",
                    "results.stream().flatMap(result -> result.outbound().stream()).forEach(log::append);"),
            new Mutation("the outbox is dropped when the lead is written again",
                    ENGINE + "processing/LeadProcessor.java",
                    "filter(entry -> entry.offset() >= firstOffset)", "filter(entry -> false)"),
            new Mutation("timers in flight are never cleared", ENGINE + "timer/InFlightTimers.java",
                    "InFlight ended = ofLead.get(timer);", "InFlight ended = null;"),
            new Mutation("the registry is started without waiting for the stored configuration",
                    ENGINE + "registry/RegistryFollower.java",
                    "registry.load();", ""),
            new Mutation("a batch is decided without waiting for the registry",
                    ENGINE + "registry/RegistryFreshness.java",
                    "waiting.until(follower.reached(ends));", ""),
            new Mutation("a change counts as published though the log has not acknowledged it",
                    "api-service/src/main/java/dev/nudge/api/relay/ChangePublisher.java",
                    "topic.append(changes);",
                    "try { topic.append(changes); } catch (dev.nudge.api.kafka.BrokerUnavailableException lost) {}"));

    private static final Figures FIGURES = new Figures("mutations");

    @TempDir
    private Path directory;

    @AfterAll
    static void report() {
        FIGURES.report();
    }

    @ParameterizedTest
    @FieldSource("MUTATIONS")
    void the_mutation_is_detected(Mutation mutation) throws Exception {
        int histories = mutation.historiesUntilFound(directory, 1, AT_MOST);
        System.out.printf("When %s, it takes %,d histories to find it%n", mutation.name(), histories);
        FIGURES.add(mutation.name() + ": `" + mutation.line() + "` becomes `" + mutation.mutated() + "`", histories);
        assertThat(histories).as(mutation.name()).isLessThanOrEqualTo(AT_MOST);
    }
}
