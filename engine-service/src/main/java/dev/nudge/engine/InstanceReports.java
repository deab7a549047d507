package dev.nudge.engine;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports this engine every few seconds, for {@code GET /api/health/summary}. An engine that stops removes its report;
 * of one that was killed, the last report stays for some minutes. A report that cannot be written is left out.
 */
final class InstanceReports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceReports.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private final MongoCollection<Document> instances;
    private final String id;
    private final InstantSource clock;
    private final Instant startedAt;
    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("instance-reports").daemon().factory());

    /**
     * What an engine says about itself.
     *
     * @param partitions the partitions of {@code lead.events} that it owns
     * @param lag the records that its consumers have not processed
     * @param timersWaiting the timers in its memory
     * @param messagesWaiting the messages in its memory that have work to do
     */
    record Figures(int partitions, long lag, int timersWaiting, int messagesWaiting) {}

    InstanceReports(MongoDatabase database, String id, InstantSource clock) {
        this.instances = database.getCollection(CollectionNames.INSTANCES);
        this.id = id;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    void createIndexes() {
        IndexDefinition.create(instances, KEPT);
    }

    void start(Supplier<Figures> figures) {
        var _ = thread.scheduleWithFixedDelay(() -> report(figures.get()), 0, INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void report(Figures figures) {
        try {
            instances.replaceOne(Filters.eq("_id", id),
                    new Document("_id", id).append("startedAt", Date.from(startedAt))
                            .append("reportedAt", Date.from(clock.instant()))
                            .append("partitions", figures.partitions()).append("lag", figures.lag())
                            .append("timersWaiting", figures.timersWaiting())
                            .append("messagesWaiting", figures.messagesWaiting()),
                    new ReplaceOptions().upsert(true));
        } catch (RuntimeException unavailable) {
            LOG.debug("The report of this engine could not be written", unavailable);
        }
    }

    @Override
    public void close() {
        var _ = thread.submit(() -> {
            try {
                instances.deleteOne(Filters.eq("_id", id));
            } catch (RuntimeException unavailable) {
                LOG.debug("The report of this engine could not be removed", unavailable);
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
