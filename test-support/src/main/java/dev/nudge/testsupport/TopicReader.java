package dev.nudge.testsupport;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Topics and consumer groups of a broker, read by an independent Kafka client: committed records only, without
 * committing offsets. Each call opens separate connections.
 */
public record TopicReader(String bootstrapServers) {

    /** The position of a record. */
    public record Position(int partition, long offset) {}

    /** @param json empty if the value is not a JSON object */
    public record Entry(Position position, Instant timestamp, Map<String, String> headers,
            Map<String, @Nullable Object> json) {

        @Nullable
        public Object get(String name) {
            return json.get(name);
        }

        /** A required field. */
        public String text(String name) {
            return Objects.requireNonNull(json.get(name), name).toString();
        }

        public int partition() {
            return position.partition();
        }

        /** Whether it is in the partition in which Kafka's own clients put the records of its lead. */
        public boolean isAtHome(int partitions) {
            return home(text("leadId"), partitions) == partition();
        }
    }

    /** The partition in which Kafka's own clients put the records of a lead. */
    public static int home(String leadId, int partitions) {
        return Utils.toPositive(Utils.murmur2(leadId.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** All records of a topic, by partition and in the order of offsets. */
    public List<Entry> read(String topic) {
        return records(topic).stream().map(TopicReader::entry).toList();
    }

    /** The same for one organization, in a topic in which every value must be a JSON object. */
    public List<Entry> read(String topic, String organizationId) {
        List<Entry> entries = read(topic);
        entries.stream().filter(entry -> entry.json().isEmpty()).findFirst().ifPresent(entry -> {
            throw new AssertionError("Expected a JSON object in " + topic + " at " + entry.position());
        });
        return entries.stream().filter(entry -> organizationId.equals(entry.get("organizationId"))).toList();
    }

    /** All records of a topic, by partition and in the order of offsets. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        forEach(topic, records::add);
        records.sort(Comparator.comparingInt((ConsumerRecord<byte[], byte[]> record) -> record.partition())
                .thenComparingLong(ConsumerRecord::offset));
        return records;
    }

    /** Processes all records of a topic, each partition in order. */
    public void forEach(String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of())) {
            readOn(consumer, topic, action);
        }
    }

    /**
     * Reads up to the current end: from the beginning with a new consumer, otherwise from its position.
     *
     * @param consumer without a group, and of this topic only
     */
    public static <K, V> void readOn(KafkaConsumer<K, V> consumer, String topic,
            Consumer<ConsumerRecord<K, V>> action) {
        List<TopicPartition> partitions = partitions(consumer, topic).toList();
        if (consumer.assignment().isEmpty()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(action);
        }
    }

    private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(),
                StandardCharsets.UTF_8)));
        Optional<Map<String, @Nullable Object>> json = record.value() == null
                ? Optional.empty()
                : JsonCodec.readObject(record.value()).understood();
        return new Entry(new Position(record.partition(), record.offset()), Instant.ofEpochMilli(record.timestamp()),
                headers, json.<Map<String, @Nullable Object>>map(Json::object).orElseGet(Map::of));
    }

    /** A consumer without a group. */
    public KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed", "enable.auto.commit", "false"));
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Stream<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(topic, info.partition()));
    }

    /** The number of records that the topic has ever had. */
    public long count(String topic) {
        return ends(List.of(topic)).values().stream().mapToLong(Long::longValue).sum();
    }

    /** The current end offsets of the topics. */
    public Map<TopicPartition, Long> ends(List<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of())) {
            return consumer.endOffsets(topics.stream().flatMap(topic -> partitions(consumer, topic)).toList());
        }
    }

    /** The committed offsets of the groups. */
    public Map<TopicPartition, Long> committed(List<String> groups) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return groups.stream().flatMap(group -> committed(admin, group)).collect(Collectors.toMap(Map.Entry::getKey,
                    Map.Entry::getValue));
        }
    }

    private static Stream<Map.Entry<TopicPartition, Long>> committed(Admin admin, String group) {
        Map<TopicPartition, OffsetAndMetadata> offsets = get(() -> admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata().get());
        Function<OffsetAndMetadata, Long> offset = OffsetAndMetadata::offset;
        return offsets.entrySet().stream().flatMap(entry -> Optional.ofNullable(entry.getValue()).map(offset)
                .map(value -> Map.entry(entry.getKey(), value)).stream());
    }

    /** The number of partitions of each member of a group. */
    public List<Integer> shares(String group) {
        try (Admin admin = admin()) {
            return get(() -> admin.describeConsumerGroups(List.of(group)).all().get()).values().stream()
                    .flatMap(description -> description.members().stream())
                    .map(member -> member.assignment().topicPartitions().size()).toList();
        }
    }

    public boolean isReachable() {
        try (Admin admin = admin()) {
            return !get(() -> admin.describeCluster().nodes().get()).isEmpty();
        } catch (IllegalStateException | KafkaException unavailable) {
            return false;
        }
    }

    /** With short time-outs, so that an unavailable broker is detected soon. */
    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 5_000,
                "request.timeout.ms", 5_000));
    }

    private interface Request<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    private static <T> T get(Request<T> request) {
        try {
            return request.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("Expected the broker to answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
