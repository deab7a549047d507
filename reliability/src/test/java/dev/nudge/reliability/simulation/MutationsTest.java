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
    private static final String CORE = "common-model/src/main/java/dev/nudge/";

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
                    "try { topic.append(changes); } catch (dev.nudge.api.kafka.BrokerUnavailableException lost)"
                            + " { if (lost.isTooLarge()) throw lost; }"),
            new Mutation("an opt-out by address is not recorded when its record is replayed",
                    ENGINE + "processing/LeadOutbox.java",
                    "filter(entry -> entry.offset() == record.offset())",
                    "filter(entry -> entry.offset() == record.offset() && entry.isRecord())"),
            new Mutation("a cap counts a replayed firing again", ENGINE + "processing/LeadProcessor.java",
                    "outbox.replay(record);",
                    """
                            outbox.replay(record);
                            lead = lead.withSent(java.time.LocalDate.ofInstant(lead.lastNow(), java.time.ZoneOffset.UTC),
                                    (int) outbox.entries().stream().filter(entry -> entry.offset() == record.offset()
                                            && entry.topic().equals(Topics.MESSAGE_COMMANDS)).count());"""),
            new Mutation("a keyword restarts a run", CORE + "decision/EventDecider.java",
                    "if (event.isInboundMessage() && applied.obstacle() == null)",
                    "if (event.isInboundMessage() && java.util.Arrays"
                            + ".asList(null, dev.nudge.lead.EventObstacle.KEYWORD).contains(applied.obstacle()))"),
            new Mutation("conditions that are unknown hold", CORE + "condition/Conditions.java",
                    "new Judgement(held == Truth.TRUE,", "new Judgement(held != Truth.FALSE,"),
            new Mutation("the status that arrives last counts", CORE + "lead/StatusMerge.java",
                    "hasStatus && !isLate && mayChange", "hasStatus && mayChange"));

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
        FIGURES.add(mutation.name() + ": `" + mutation.line() + "` becomes `"
                + mutation.mutated().replaceAll("\\s+", " ") + "`", histories);
        assertThat(histories).as(mutation.name()).isLessThanOrEqualTo(AT_MOST);
    }
}
