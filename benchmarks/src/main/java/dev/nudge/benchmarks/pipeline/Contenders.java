package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.environment.Closings;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.postgres.PostgresServer;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is compared, all of it running. The option {@code only} selects some by their ids. */
public final class Contenders implements AutoCloseable {

    /** Seconds of a round of a process engine, which processes fewer events than the other systems. */
    private static final int PROCESS_SECONDS = Integer.getInteger("processSeconds", 4);
    /** Seconds that a process engine works before its first round. */
    private static final int PROCESS_WARM_UP = Integer.getInteger("processWarmup", 30);
    private static final String NUDGE = "nudge";
    private static final String STORE = "store";
    /** Records of a poll of the raw loop: as many as Nudge's, and many. */
    private static final List<Integer> POLLS = List.of(NudgePipeline.ENGINE.batchSize(), 5_000);
    private static final String FSYNC = "on";
    private static final String NO_FSYNC = "off";

    private interface Start {

        void run() throws Exception;
    }

    private interface EngineStart {

        /** @param id no other engine in this process has it */
        ProcessEngine start(String id, EngineDatabase database, MessageSender sender);
    }

    private final Environment environment;
    private final int events;
    private final Map<String, Start> starts = new LinkedHashMap<>();
    private final Map<String, PostgresServer> servers = new HashMap<>();
    private final List<Measurement.Contender> contenders = new ArrayList<>();
    private final Closings closings = new Closings();
    private final Selection selection;

    private Contenders(Environment environment, int events) {
        this.environment = environment;
        this.events = events;
        starts.put(NUDGE,
                () -> add(environment, NudgePipeline.start(environment, "Nudge"), RoundSize.of(events), true));
        starts.put("delivery", this::startDelivery);
        POLLS.forEach(perPoll -> starts.put("raw-" + perPoll,
                () -> contenders.add(closings.add(new RawLoop(environment, perPoll, events)))));
        starts.put(STORE, () -> contenders.add(new StoreWrites(environment, events)));
        starts.put("streams", () -> add(environment, new StreamsPipeline(environment, Environment.CONSUMERS),
                RoundSize.of(events), true));
        addProcessEngine("flowable", (_, database, sender) -> new FlowableEngine(database.pool(), sender));
        addProcessEngine("camunda", (id, database, sender) -> new CamundaEngine(database.pool(), id, sender));
        selection = Selection.of(starts.keySet());
    }

    private void addProcessEngine(String name, EngineStart engine) {
        starts.put(name + "-h2",
                () -> add(name + "-h2", EngineDatabase.h2(environment.directory().resolve(name)), engine));
        starts.put(name + "-postgresql", () -> addOnPostgres(name + "-postgresql", name, FSYNC, engine));
        starts.put(name + "-postgresql-nofsync",
                () -> addOnPostgres(name + "-postgresql-nofsync", name, NO_FSYNC, engine));
    }

    /**
     * @param environment with {@linkplain NudgeConfiguration the configuration of the rule}
     * @param events in a round
     * @throws IllegalArgumentException if the option {@code only} is wrong
     */
    public static Contenders start(Environment environment, int events) throws Exception {
        Contenders contenders = new Contenders(environment, events);
        contenders.checkSelection();
        try {
            for (Map.Entry<String, Start> start : contenders.starts.entrySet()) {
                if (contenders.selection.contains(start.getKey())) {
                    start.getValue().run();
                }
            }
            return contenders;
        } catch (Exception failure) {
            contenders.closings.closeAfter(failure);
            throw failure;
        }
    }

    private void checkSelection() {
        if (!hasNudge() && selection.ids().stream().anyMatch(id -> id.startsWith("raw-") || id.equals(STORE))) {
            throw new IllegalArgumentException("Expected -Donly to name " + NUDGE
                    + " beside its limits, which have the sizes of its records and its leads.");
        }
    }

    private void startDelivery() throws Exception {
        Environment another = closings.add(new Environment()); // two engines on one broker would share the events
        NudgeConfiguration.store(another);
        add(another, new NudgeDelivery(another), RoundSize.of(events / 2), false);
    }

    private void addOnPostgres(String id, String database, String fsync, EngineStart engine) throws Exception {
        Optional<String> missing = PostgresServer.missing();
        if (missing.isPresent()) {
            System.out.println(id + " is left out: " + missing.get());
            return;
        }
        PostgresServer server = servers.computeIfAbsent(fsync,
                value -> closings.add(PostgresServer.start("fsync=" + value)));
        add(id, EngineDatabase.postgres(server, database, fsync.equals(FSYNC)), engine);
    }

    private void add(String id, EngineDatabase database, EngineStart engine) throws Exception {
        add(environment, new ProcessPipeline(environment, id, database, sender -> engine.start(id, database, sender)),
                RoundSize.lasting(PROCESS_SECONDS, PROCESS_WARM_UP), true);
    }

    private void add(Environment where, EventSystem system, RoundSize size, boolean hasLatency) {
        closings.add(system);
        contenders.add(closings.add(new PipelineContender(where, system, size, hasLatency)));
    }

    /** Nudge first. */
    public List<Measurement.Contender> list() {
        return contenders;
    }

    public boolean hasNudge() {
        return selection.contains(NUDGE);
    }

    /** Closes them in the opposite order. */
    @Override
    public void close() {
        closings.close();
    }
}
