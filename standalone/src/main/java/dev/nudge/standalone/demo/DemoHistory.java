package dev.nudge.standalone.demo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.nudge.Topics;
import dev.nudge.embedded.EmbeddedMongo;
import dev.nudge.engine.history.DeadLetters;
import dev.nudge.engine.history.DecisionHistory;
import dev.nudge.engine.history.LeadEventHistory;
import dev.nudge.engine.history.Rollups;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.engine.registry.Configurations;
import dev.nudge.engine.registry.MongoConfigurations;
import dev.nudge.engine.registry.Registry;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.MongoSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.util.FileSystemUtils;

/**
 * Loads two weeks of history: what the engine decides over generated events with a clock of the past, in a database of
 * its own, and then stores here. The instant at which the history ends is stored first, so that a load that was broken
 * off is completed by another one, from the same events.
 */
public final class DemoHistory {

    private static final Logger LOG = LoggerFactory.getLogger(DemoHistory.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CHUNK = 500;

    /** The collection that tells whether the history is loaded. */
    static final String MARKERS = "demo";
    private static final String MARKER = "history";

    /** What delivery and the engine leave in the database; leads last, because their timers come due from then on. */
    private static final List<String> COPIED = List.of(CollectionNames.MESSAGES, CollectionNames.SUPPRESSIONS,
            CollectionNames.LEADS);

    private final MongoDatabaseFactory mongo;
    private final MongoDatabase database;
    private final Configurations configurations;
    private final Path directory;
    private final InstantSource clock;

    /** @param directory for files that are removed in the end */
    public DemoHistory(MongoDatabaseFactory mongo, Path directory, InstantSource clock) {
        this(mongo, MongoConfigurations::new, directory, clock);
    }

    /** @param configurations what is configured in the database */
    DemoHistory(MongoDatabaseFactory mongo, Function<MongoDatabase, Configurations> configurations, Path directory,
            InstantSource clock) {
        this.mongo = mongo;
        this.database = MongoSettings.apply(mongo.getMongoDatabase(), TIMEOUT);
        this.configurations = configurations.apply(database);
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Loads the history unless it is loaded.
     *
     * @param automations the ids of those that have decided
     * @param leadPartitions the number of partitions of {@code lead.events}
     * @param commandPartitions the number of partitions of {@code message.commands}
     * @return whether it was loaded now
     */
    public boolean load(Set<String> automations, int leadPartitions, int commandPartitions)
            throws InterruptedException {
        MongoCollection<Document> markers = database.getCollection(MARKERS);
        RecordDocuments.insertNew(markers,
                List.of(new Document("_id", MARKER).append("until", Date.from(clock.instant()))));
        Document marker = markers.find(Filters.eq("_id", MARKER)).first();
        if (marker == null || marker.containsKey("loadedAt")) {
            return false;
        }
        long begin = System.nanoTime();
        LOG.info("Loading two weeks of history of the demo organization");
        Plan plan = new Plan(marker.getDate("until").toInstant());
        load(plan, PastRegistry.of(configurations, automations, plan), leadPartitions, commandPartitions);
        markers.updateOne(Filters.eq("_id", MARKER), Updates.set("loadedAt", Date.from(clock.instant())));
        LOG.info("The history of the demo organization is loaded: {} leads, {} decisions and {} messages in {} s",
                count(CollectionNames.LEADS), count(CollectionNames.DECISIONS), count(CollectionNames.MESSAGES),
                Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        return true;
    }

    private long count(String collection) {
        return database.getCollection(collection)
                .countDocuments(Filters.eq("organizationId", Recipes.ORGANIZATION));
    }

    private void load(Plan plan, Registry registry, int leadPartitions, int commandPartitions)
            throws InterruptedException {
        deleteFiles();
        try (EmbeddedMongo server = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(server.uri())) {
            MongoDatabase past = client.getDatabase("history");
            try (PastEngine engine = new PastEngine(past, plan, registry, leadPartitions, commandPartitions)) {
                engine.run(DemoEvents.of(plan), plan.now());
                COPIED.forEach(name -> copy(past, name));
                consume(engine);
                Rollups.countMessages(database, plan.begin());
            }
        }
        UnknownSenders.write(mongo, plan);
        deleteFiles();
    }

    private void copy(MongoDatabase from, String name) {
        List<Document> chunk = new ArrayList<>();
        for (Document document : from.getCollection(name).find()) {
            chunk.add(document);
            if (chunk.size() == CHUNK) {
                RecordDocuments.insertNew(database.getCollection(name), chunk);
                chunk.clear();
            }
        }
        RecordDocuments.insertNew(database.getCollection(name), chunk);
    }

    /** The engine's own consumers store what was published. */
    private void consume(PastEngine engine) {
        FailedRecords failed = new FailedRecords(new PastLog(), new EngineMetrics(new SimpleMeterRegistry()));
        consume(engine, Topics.AUTOMATION_DECISIONS, new DecisionHistory(database, failed, clock));
        consume(engine, Topics.LEAD_EVENTS, new LeadEventHistory(database));
        consume(engine, Topics.deadLetters(Topics.LEAD_EVENTS), new DeadLetters(database));
    }

    private static void consume(PastEngine engine, String topic, BatchMessageListener<byte[], byte[]> consumer) {
        List<ConsumerRecord<byte[], byte[]>> records = engine.recordsOf(topic);
        for (int i = 0; i < records.size(); i += CHUNK) {
            consumer.onMessage(records.subList(i, Math.min(records.size(), i + CHUNK)));
        }
    }

    private void deleteFiles() {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
