package dev.nudge.engine.history;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.nudge.Limits;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Stores the dead letters of {@code lead.events}, each under the position of its original record, so that a repeat
 * changes nothing. Of a value that is longer than any valid lead event, only the first part may be stored.
 */
public final class DeadLetters implements BatchMessageListener<byte[], byte[]> {

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
    private static final int MAX_KEY_BYTES = 1_024;

    private final MongoCollection<Document> deadLetters;

    public DeadLetters(MongoDatabase database) {
        this.deadLetters = database.getCollection(CollectionNames.DEAD_LETTERS);
    }

    /** @param kept how long a dead letter can be viewed and replayed */
    public void createIndexes(Duration kept) {
        IndexDefinition.create(deadLetters, kept);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        RecordDocuments.insertNew(deadLetters, records.stream().map(DeadLetters::document).toList());
    }

    private static Document document(ConsumerRecord<byte[], byte[]> letter) {
        byte[] value = letter.value();
        boolean cut = letter.headers().lastHeader(DeadLetter.CUT) != null
                || value != null && value.length > Limits.MAX_EVENT_BYTES
                || letter.key() != null && letter.key().length > MAX_KEY_BYTES;
        Document document = source(letter);
        document.append("organizationId", organization(value))
                .append("at", Date.from(Instant.ofEpochMilli(letter.timestamp())))
                .append("reason", header(letter, DeadLetter.REASON))
                .append("timestamp", timestamp(letter))
                .append("key", firstPart(letter.key(), MAX_KEY_BYTES))
                .append("value", firstPart(value, Limits.MAX_EVENT_BYTES)).append("cut", cut);
        return document;
    }

    /** The position of the original record. A dead letter without position headers is stored under its own position. */
    private static Document source(ConsumerRecord<byte[], byte[]> letter) {
        String topic = header(letter, DeadLetter.TOPIC);
        String partition = header(letter, DeadLetter.PARTITION);
        String offset = header(letter, DeadLetter.OFFSET);
        return topic != null && TOPIC.matcher(topic).matches() && partition != null
                && NUMBER.matcher(partition).matches() && offset != null && NUMBER.matcher(offset).matches()
                        ? position(topic, Long.parseLong(partition), Long.parseLong(offset))
                        : position(letter.topic(), letter.partition(), letter.offset());
    }

    private static Document position(String topic, long partition, long offset) {
        return new Document("_id", topic + "-" + partition + "-" + offset).append("topic", topic)
                .append("partition", partition).append("offset", offset);
    }

    /** The organization of the event, if it can be read. The dead letter is stored in any case. */
    private static @Nullable String organization(byte @Nullable [] value) {
        if (value == null || value.length > Limits.MAX_EVENT_BYTES) {
            return null;
        }
        return JsonCodec.text(value, "organizationId").filter(id -> LeadKey.isValid(id, "any")).orElse(null);
    }

    private static @Nullable Date timestamp(ConsumerRecord<byte[], byte[]> letter) {
        String text = header(letter, DeadLetter.TIMESTAMP);
        return text == null ? null : Json.instant(text).map(Date::from).orElse(null);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null
                ? null
                : Json.cut(new String(header.value(), StandardCharsets.UTF_8), DeadLetter.MAX_REASON_LENGTH);
    }

    private static @Nullable Binary firstPart(byte @Nullable [] bytes, int length) {
        return bytes == null ? null : new Binary(Arrays.copyOf(bytes, Math.min(bytes.length, length)));
    }
}
