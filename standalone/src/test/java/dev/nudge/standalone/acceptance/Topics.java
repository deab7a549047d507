package dev.nudge.standalone.acceptance;

import dev.nudge.json.JsonCodec;
import dev.nudge.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** What any Kafka client can see from outside. */
record Topics(String bootstrapServers) {

    /** A record whose value is a JSON object. */
    record Entry(int partition, long offset, Instant timestamp, Map<String, @Nullable Object> json) {

        @Nullable
        Object get(String name) {
            return json.get(name);
        }

        String text(String name) {
            return Objects.requireNonNull(json.get(name), name).toString();
        }

        /** Where Kafka's own clients put the records of a lead. */
        boolean isAtHome(int partitions) {
            byte[] key = text("leadId").getBytes(StandardCharsets.UTF_8);
            return Utils.toPositive(Utils.murmur2(key)) % partitions == partition;
        }
    }

    /** Everything that is in a topic now, partition by partition in the order of offsets. */
    List<Entry> read(String topic) {
        List<Entry> entries = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> entries.add(new Entry(record.partition(),
                        record.offset(), Instant.ofEpochMilli(record.timestamp()),
                        Json.object(JsonCodec.readObject(record.value()).orThrow()))));
            }
        }
        entries.sort(Comparator.comparingInt(Entry::partition).thenComparingLong(Entry::offset));
        return entries;
    }

    List<Entry> read(String topic, String organizationId) {
        return read(topic).stream().filter(entry -> organizationId.equals(entry.get("organizationId"))).toList();
    }

    /** How many records a topic has. */
    long count(String topic) {
        return ends(List.of(topic)).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Where the topics end now. */
    Map<TopicPartition, Long> ends(List<String> topics) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(topics.stream().flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList());
        }
    }

    /** Where the groups will go on. */
    Map<TopicPartition, Long> committed(List<String> groups) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return groups.stream().flatMap(group -> committed(admin, group)).collect(Collectors.toMap(Map.Entry::getKey,
                    Map.Entry::getValue));
        }
    }

    private static Stream<Map.Entry<TopicPartition, Long>> committed(Admin admin, String group) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata().get();
            Function<OffsetAndMetadata, Long> offset = OffsetAndMetadata::offset;
            return offsets.entrySet().stream().flatMap(entry -> Optional.ofNullable(entry.getValue()).map(offset)
                    .map(value -> Map.entry(entry.getKey(), value)).stream());
        } catch (ExecutionException failure) {
            throw new IllegalStateException("Expected the offsets of " + group, failure);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(asked);
        }
    }
}
