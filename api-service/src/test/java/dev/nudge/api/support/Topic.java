package dev.nudge.api.support;

import dev.nudge.api.support.Answer.Json;
import dev.nudge.testsupport.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The records of a topic. */
public final class Topic implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final String name;
    private final List<ConsumerRecord<String, String>> records = new ArrayList<>();

    public Topic(String name) {
        this.name = name;
        this.consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", TestServers.bootstrapServers(),
                "isolation.level", "read_committed", "enable.auto.commit", "false", "auto.offset.reset", "earliest"),
                new StringDeserializer(), new StringDeserializer());
    }

    /** Reads up to the current end. */
    public List<ConsumerRecord<String, String>> toTheEnd() {
        TopicReader.readOn(consumer, name, records::add);
        return records;
    }

    /** The records of one organization. */
    public List<Map<String, @Nullable Object>> of(String organization) {
        return toTheEnd().stream().map(record -> Json.object(record.value()))
                .filter(json -> Objects.equals(json.get("organizationId"), organization)).toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
