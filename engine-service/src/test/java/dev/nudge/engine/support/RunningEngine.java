package dev.nudge.engine.support;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.nudge.Topics;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.EngineApplication;
import dev.nudge.engine.EngineRuntime;
import dev.nudge.engine.metrics.EngineMetrics.EventResult;
import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.TestBroker;
import dev.nudge.testsupport.TopicReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** The engine as it runs in production, on a broker and a database. Tests store its configuration directly. */
public final class RunningEngine implements AutoCloseable {

    public static final String ORGANIZATION = "org-1";

    private final String bootstrapServers;
    private final String mongodbUri;
    private final String database;
    private final Runnable closeServers;
    private final MongoClient mongo;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<MeterRegistry> metrics = new ArrayList<>();
    private @Nullable ConfigurableApplicationContext engine;

    private RunningEngine(String bootstrapServers, String mongodbUri, Runnable closeServers) {
        this.bootstrapServers = bootstrapServers;
        this.mongodbUri = mongodbUri;
        this.database = Objects.requireNonNull(new ConnectionString(mongodbUri).getDatabase());
        this.closeServers = closeServers;
        mongo = MongoClients.create(mongodbUri);
        // A broker's limit applies to compressed records, so large, compressible records are accepted.
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "compression.type",
                "gzip", "max.request.size", 64 * 1024 * 1024), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** On a broker without topics and a separate database, which are closed with it. */
    public static RunningEngine in(Path directory) {
        TestBroker broker = TestBroker.shared();
        TestStore store = TestStore.start(directory);
        return new RunningEngine(broker.bootstrapServers(), store.uri(), () -> {
            store.close();
            broker.close();
        });
    }

    /**
     * On servers that the caller starts and closes.
     *
     * @param mongodbUri with the name of the database
     */
    public static RunningEngine on(String bootstrapServers, String mongodbUri) {
        return new RunningEngine(bootstrapServers, mongodbUri, () -> {});
    }

    public RunningEngine start(String... properties) {
        return start(EngineApplication.class, properties);
    }

    /** @param configuration with beans in addition to those of the application */
    public RunningEngine start(Class<?> configuration, String... properties) {
        List<String> all = new ArrayList<>(List.of("spring.kafka.bootstrap-servers=" + bootstrapServers,
                "spring.mongodb.uri=" + mongodbUri, "server.port=0", "nudge.engine.partitions=4"));
        all.addAll(List.of(properties));
        engine = new SpringApplicationBuilder(EngineApplication.class, configuration)
                .run(all.stream().map(property -> "--" + property).toArray(String[]::new));
        metrics.add(engine.getBean(MeterRegistry.class));
        EngineRuntime runtime = engine.getBean(EngineRuntime.class);
        Awaitility.await("the engine to be ready").until(runtime::isReady);
        return this;
    }

    /** An orderly shutdown; {@link #start} starts it again. */
    public void stop() {
        Objects.requireNonNull(engine).close();
        engine = null;
    }

    /** The status of {@code /actuator/health/...}. */
    public Status probe(String name) {
        return Objects.requireNonNull(Objects.requireNonNull(engine).getBean(HealthEndpoint.class).healthForPath(name))
                .getStatus();
    }

    /** The number of records of {@code lead.events} with this result since the first start. */
    public long events(EventResult result) {
        return Math.round(metrics.stream()
                .flatMap(registry -> registry.find("nudge.events").tag("result", result.name().toLowerCase(Locale.ROOT))
                        .counters().stream())
                .mapToDouble(Counter::count).sum());
    }

    public MongoCollection<Document> collection(String name) {
        return mongo.getDatabase(database).getCollection(name);
    }

    /** Saves an automation as the API does, enabled for its creator, and returns once the running engine knows it. */
    public void automation(String id, Map<String, Object> fields) {
        Map<String, @Nullable Object> automation = new LinkedHashMap<>(fields);
        automation.putAll(Map.of("_id", id, "organizationId", ORGANIZATION, "userId", "user-1"));
        automation.putIfAbsent("name", id);
        automation.putIfAbsent("version", 1);
        Map<String, @Nullable Object> preference = new LinkedHashMap<>(Map.of("enabled", true, "version", 1));
        String userId = ORGANIZATION + ":user-1";
        Document user = Objects.requireNonNullElseGet(collection("users").find(Filters.eq("_id", userId)).first(),
                () -> new Document("_id", userId).append("organizationId", ORGANIZATION).append("userId", "user-1")
                        .append("automations", new Document()));
        user.get("automations", Document.class).append(id, new Document(preference));
        store("users", user);
        store("automations", new Document(automation));
        send(Topics.AUTOMATION_EVENTS, id,
                JsonCodec.write(ConfigurationChange.preferenceChanged(ORGANIZATION, "user-1", id,
                        preference)));
        send(Topics.AUTOMATION_EVENTS, id, JsonCodec.write(ConfigurationChange.automationSaved(true, automation)));
    }

    private void store(String collection, Document document) {
        collection(collection).replaceOne(Filters.eq("_id", document.get("_id")), document,
                new ReplaceOptions().upsert(true));
    }

    /** Sends a lead event with these fields. */
    public void event(String id, String type, String leadId, Map<String, Object> data, Map<String, Object> lead) {
        send(Topics.LEAD_EVENTS, leadId, JsonCodec.write(Map.of("id", id, "type", type, "organizationId", ORGANIZATION,
                "leadId", leadId, "data", data, "lead", lead)));
    }

    /** Sends an event of a lead with a phone, without waiting for the broker. */
    public void later(String id, String type, String leadId, Map<String, Object> data) {
        var _ = producer.send(new ProducerRecord<>(Topics.LEAD_EVENTS, leadId.getBytes(StandardCharsets.UTF_8),
                JsonCodec.write(Map.of("id", id, "type", type, "organizationId", ORGANIZATION, "leadId", leadId, "data",
                        data, "lead", Map.of("phone", "+14155550100")))));
    }

    public void send(String topic, @Nullable String key, byte[] value) {
        send(topic, null, key, value);
    }

    public void send(String topic, @Nullable Integer partition, @Nullable String key, byte[] value) {
        var _ = producer.send(new ProducerRecord<>(topic, partition,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
    }

    /** Sends the record with the next {@link #flush}, at the latest. */
    public void queue(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
    }

    public void flush() {
        producer.flush();
    }

    /** All metrics, as Prometheus reads them. */
    public String scrape() {
        return ((PrometheusMeterRegistry) metrics.getLast()).scrape();
    }

    /** The engine's metric of unprocessed records of a topic; NaN before its first measurement. */
    public double lag(String topic) {
        Collection<Gauge> lags = metrics.getLast().find("nudge.lag").tag("topic", topic).gauges();
        return lags.isEmpty() ? Double.NaN : lags.stream().mapToDouble(Gauge::value).sum();
    }

    /** The number of records of a topic that could not be processed since the first start. */
    public long failed(String topic) {
        return Math.round(metrics.stream()
                .flatMap(registry -> registry.find("nudge.records.failed").tag("topic", topic).counters().stream())
                .mapToDouble(Counter::count).sum());
    }

    /** All records of a topic. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return new TopicReader(bootstrapServers).records(topic);
    }

    /** All records of a topic as JSON objects. */
    public List<Map<String, @Nullable Object>> json(String topic) {
        return records(topic).stream().map(ConsumerRecord::value).map(value -> JsonCodec.readObject(value).understood())
                .flatMap(Optional::stream).toList();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
        producer.close();
        mongo.close();
        closeServers.run();
    }
}
