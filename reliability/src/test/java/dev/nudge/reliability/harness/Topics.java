package dev.nudge.reliability.harness;

import dev.nudge.json.JsonCodec;
import dev.nudge.json.Json;
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

/** What any Kafka client can see from outside. */
record Topics(String bootstrapServers) {

    record Position(int partition, long offset) {}

    /** @param json empty when the value is no JSON object */
    record Entry(Position position, Instant timestamp, Map<String, String> headers,
            Map<String, @Nullable Object> json) {

        @Nullable
        Object get(String name) {
            return json.get(name);
        }

        String text(String name) {
            return Objects.requireNonNull(json.get(name), name).toString();
        }

        boolean isAtHome() {
            return home(text("leadId")) == position.partition();
        }
    }

    /** Where Kafka's own clients put the records of a lead. */
    static int home(String leadId) {
        return Utils.toPositive(Utils.murmur2(leadId.getBytes(StandardCharsets.UTF_8))) % Site.PARTITIONS;
    }

    /** Everything that is in a topic now, partition by partition in the order of offsets. */
    List<Entry> read(String topic) {
        List<Entry> entries = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer, topic).toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> entries.add(entry(record)));
            }
        }
        entries.sort(Comparator.comparingInt((Entry entry) -> entry.position().partition())
                .thenComparingLong(entry -> entry.position().offset()));
        return entries;
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

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Stream<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(topic, info.partition()));
    }

    /** Where the topics end now. */
    Map<TopicPartition, Long> ends(List<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(topics.stream().flatMap(topic -> partitions(consumer, topic)).toList());
        }
    }

    /** Where the groups will go on. */
    Map<TopicPartition, Long> committed(List<String> groups) {
        try (Admin admin = admin()) {
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

    /** How many partitions each member of a group has. */
    List<Integer> shares(String group) {
        try (Admin admin = admin()) {
            return get(() -> admin.describeConsumerGroups(List.of(group)).all().get()).values().stream()
                    .flatMap(description -> description.members().stream())
                    .map(member -> member.assignment().topicPartitions().size()).toList();
        }
    }

    boolean isReachable() {
        try (Admin admin = admin()) {
            return !get(() -> admin.describeCluster().nodes().get()).isEmpty();
        } catch (IllegalStateException | KafkaException away) {
            return false;
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 5_000,
                "request.timeout.ms", 5_000));
    }

    private interface Asked<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    private static <T> T get(Asked<T> asked) {
        try {
            return asked.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("Expected the broker to answer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
