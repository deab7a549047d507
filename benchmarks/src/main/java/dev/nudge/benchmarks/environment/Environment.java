package dev.nudge.benchmarks.environment;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.nudge.embedded.EmbeddedKafka;
import dev.nudge.embedded.EmbeddedMongo;
import dev.nudge.engine.EngineApplication;
import dev.nudge.engine.EngineStatus;
import dev.nudge.testsupport.TopicReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** A broker, a database and, once started, an engine, all in this process and on one disk. */
public final class Environment implements AutoCloseable {

    /** As in standalone. */
    public static final int PARTITIONS = 8;
    /** The threads that process the events; as in standalone. */
    public static final int CONSUMERS = Integer.getInteger("nudge.engine.consumers", 2);

    /** When a write to the database is safe. */
    public static final String STORED = "embedded database: written to its file before the response, no fsync";
    /** When a record of a topic is safe. */
    public static final String PUBLISHED = "embedded Kafka: one replica, no fsync";
    /** When what Nudge stores and publishes is safe, as all commands that measure it say. */
    public static final String DURABILITY = STORED + "; " + PUBLISHED;

    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_WORK = Duration.ofMinutes(10);

    private final Path directory;
    private final EmbeddedKafka kafka;
    private final EmbeddedMongo store;
    private final MongoClient mongo;
    private @Nullable ConfigurableApplicationContext engine;
    private @Nullable Instant assignedAt;

    public Environment() {
        try {
            directory = Files.createTempDirectory("nudge-load");
        } catch (IOException noSpace) {
            throw new UncheckedIOException(noSpace);
        }
        kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
        store = EmbeddedMongo.start(directory.resolve("store"), 0);
        mongo = MongoClients.create(store.uri());
    }

    public void startEngine(String... properties) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.mongodb.uri=" + store.uri() + "/nudge", "--server.port=0",
                "--nudge.engine.partitions=" + PARTITIONS, "--nudge.engine.consumers=" + CONSUMERS,
                "--logging.level.root=ERROR", "--spring.main.banner-mode=off"));
        Stream.of(properties).map(property -> "--" + property).forEach(all::add);
        ConfigurableApplicationContext started = new SpringApplicationBuilder(EngineApplication.class)
                .run(all.toArray(String[]::new));
        engine = started;
        EngineStatus status = started.getBean(EngineStatus.class);
        Await.until("the engine to get all partitions", LONGEST_START, Duration.ofMillis(1), status::ownsAllPartitions);
        assignedAt = Instant.now();
        HealthIndicator health = started.getBean("engineHealthIndicator", HealthIndicator.class);
        Await.until("the engine to be healthy", LONGEST_START, Duration.ofMillis(20),
                () -> Objects.requireNonNull(health.health()).getStatus().equals(Status.UP));
    }

    /** When the running engine had got all partitions of {@code lead.events}. */
    public Instant assignedAt() {
        return Objects.requireNonNull(assignedAt);
    }

    /** The value of a gauge of the running engine. */
    public long gauge(String name) {
        return (long) Objects.requireNonNull(engine).getBean(MeterRegistry.class).get(name).gauge().value();
    }

    /** Returns after the engine has consumed all records in its topics. */
    public void awaitIdle() throws InterruptedException {
        MeterRegistry meters = Objects.requireNonNull(engine).getBean(MeterRegistry.class);
        int[] idle = {0};
        Await.until("the engine to be idle", LONGEST_WORK, Duration.ofMillis(500), () -> {
            Collection<Gauge> lags = meters.find("nudge.lag").gauges(); // none before the first measurement
            idle[0] = !lags.isEmpty() && lags.stream().allMatch(lag -> lag.value() == 0) ? idle[0] + 1 : 0;
            return idle[0] > 10; // the engine updates the lag periodically only
        });
    }

    /** The number of measurements of a timer metric of the running engine. */
    public long count(String name) {
        Timer timer = Objects.requireNonNull(engine).getBean(MeterRegistry.class).find(name).timer();
        return timer == null ? 0 : timer.count();
    }

    public void stopEngine() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    public MongoCollection<Document> collection(String name) {
        return database("nudge").getCollection(name);
    }

    /** A database beside the engine's. */
    public MongoDatabase database(String name) {
        return mongo.getDatabase(name);
    }

    /** For files that are deleted when it is closed. */
    public Path directory() {
        return directory;
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public String storeUri() {
        return store.uri() + "/nudge";
    }

    public KafkaProducer<byte[], byte[]> producer() {
        return producer(5);
    }

    public KafkaProducer<byte[], byte[]> producer(int lingerMilliseconds) {
        return new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "batch.size",
                64 * 1024, "linger.ms", lingerMilliseconds, "buffer.memory", 64L * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TopicReader topics() {
        return new TopicReader(kafka.bootstrapServers());
    }

    public void topic(String name) throws Exception {
        topic(name, PARTITIONS);
    }

    public void topic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
        }
    }

    /** The total number of records that were written to a topic. */
    public long size(String topic) {
        return topics().count(topic);
    }

    private static long size(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition())).toList();
        return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Processes all records that are in a topic now, each partition in order. */
    public void forEach(String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        topics().forEach(topic, action);
    }

    /** Returns after the topic has that many records. */
    public void awaitSize(String topic, long records) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of())) {
            Await.until("%,d records in %s".formatted(records, topic), LONGEST_WORK, Duration.ofMillis(20),
                    () -> size(consumer, topic) >= records);
        }
    }

    @Override
    public void close() {
        stopEngine();
        mongo.close();
        store.close();
        kafka.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
