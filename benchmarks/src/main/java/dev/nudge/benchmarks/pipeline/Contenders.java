package dev.nudge.benchmarks.pipeline;

import dev.nudge.benchmarks.Site;
import dev.nudge.benchmarks.postgres.PostgresServer;
import dev.nudge.benchmarks.report.Measurement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is compared, all of it running. The option {@code only} selects some by the names that are used here. */
public final class Contenders implements AutoCloseable {

    private static final @Nullable String ONLY = System.getProperty("only");
    /** Seconds of a round of a process engine, which processes fewer events than the other systems. */
    private static final int PROCESS_SECONDS = Integer.getInteger("processSeconds", 4);
    private static final int STREAM_THREADS = 4; // as many as Nudge's consumers

    private final Site site;
    private final int events;
    private final List<Measurement.Contender> contenders = new ArrayList<>();
    private final Deque<Runnable> closings = new ArrayDeque<>();

    private Contenders(Site site, int events) {
        this.site = site;
        this.events = events;
    }

    /**
     * @param site with the configuration of {@link NudgePipeline}
     * @param events in a round
     */
    public static Contenders start(Site site, int events) throws Exception {
        Contenders contenders = new Contenders(site, events);
        contenders.startNudge();
        contenders.startPeers();
        return contenders;
    }

    private void startNudge() throws Exception {
        if (isSelected("nudge")) {
            add(NudgePipeline.start(site, "Nudge"), RoundSize.of(events), true);
        }
        if (isSelected("delivery")) {
            Site another = new Site(); // two engines on one broker would share the events
            closings.push(another::close);
            NudgeConfiguration.store(another);
            add(another, new NudgeDelivery(another), RoundSize.of(events / 2), false);
        }
        for (int perPoll : List.of(500, 5_000)) {
            if (isSelected("raw-" + perPoll)) {
                contenders.add(new RawLoop(site, perPoll, events));
            }
        }
        if (isSelected("store")) {
            contenders.add(new StoreWrites(site, events));
        }
    }

    private void startPeers() throws Exception {
        if (isSelected("streams")) {
            add(new StreamsPipeline(site, STREAM_THREADS), RoundSize.of(events), true);
        }
        if (isSelected("flowable-h2")) {
            addFlowable("flowable-h2", EngineDatabase.h2(site.directory().resolve("flowable")));
        }
        if (isSelected("camunda-h2")) {
            addCamunda("camunda-h2", EngineDatabase.h2(site.directory().resolve("camunda")));
        }
        if (isSelected("flowable-postgresql") || isSelected("camunda-postgresql")) {
            PostgresServer.missing().ifPresentOrElse(
                    missing -> System.out.println("Flowable and Camunda on PostgreSQL are left out: " + missing),
                    this::startOnPostgres);
        }
    }

    private void startOnPostgres() {
        PostgresServer server = PostgresServer.start();
        closings.push(server::close);
        try {
            if (isSelected("flowable-postgresql")) {
                addFlowable("flowable-postgresql", EngineDatabase.postgres(server, "flowable"));
            }
            if (isSelected("camunda-postgresql")) {
                addCamunda("camunda-postgresql", EngineDatabase.postgres(server, "camunda"));
            }
        } catch (Exception failure) {
            throw new IllegalStateException("The process engines could not start on PostgreSQL", failure);
        }
    }

    private void addFlowable(String name, EngineDatabase database) throws Exception {
        add(new ProcessPipeline(site, name, database, sender -> new FlowableEngine(database.pool(), sender)),
                RoundSize.lasting(PROCESS_SECONDS), true);
    }

    private void addCamunda(String name, EngineDatabase database) throws Exception {
        add(new ProcessPipeline(site, name, database, sender -> new CamundaEngine(database.pool(), name, sender)),
                RoundSize.lasting(PROCESS_SECONDS), true);
    }

    private void add(EventSystem system, RoundSize size, boolean hasLatency) {
        add(site, system, size, hasLatency);
    }

    private void add(Site place, EventSystem system, RoundSize size, boolean hasLatency) {
        PipelineContender contender = new PipelineContender(place, system, size, hasLatency);
        closings.push(contender::close);
        contenders.add(contender);
    }

    private static boolean isSelected(String name) {
        return ONLY == null || Set.of(ONLY.split(",")).contains(name);
    }

    /** Nudge first. */
    public List<Measurement.Contender> list() {
        return contenders;
    }

    public boolean hasNudge() {
        return isSelected("nudge");
    }

    /** Closes them in the opposite order. */
    @Override
    public void close() {
        closings.forEach(Runnable::run);
    }
}
