package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;

/**
 * Stores the messages whose commands cannot be processed, so that none is lost silently: as {@code FAILED}, or as
 * {@code UNKNOWN} if an attempt was begun and may have succeeded. For a message that is not stored yet, only the plain
 * fields are stored, because any other field may be the cause of the failure.
 */
final class FailedCommands {

    private final MongoCollection<Document> messages;

    FailedCommands(MongoDatabase database) {
        this.messages = database.getCollection(CollectionNames.MESSAGES);
    }

    /** Requires a command that was read at least as far as its message id. */
    void keep(Document command, ConsumerRecord<byte[], byte[]> record, Instant now) {
        String reason = FailedRecords.reason(record.topic(), record.partition(), record.offset());
        Document plain = new Document();
        command.forEach((name, value) -> {
            if (value instanceof String || value instanceof Long || value instanceof Boolean || value instanceof Date) {
                plain.append(name, value);
            }
        });
        plain.append("attempt", 1).append("state", MessageState.FAILED.name()).append("stateAt", Date.from(now))
                .append("reason", reason);
        RecordDocuments.insertNew(messages, List.of(plain));
        move(command, MessageState.SENDING, MessageState.UNKNOWN, reason, now);
        move(command, MessageState.QUEUED, MessageState.FAILED, reason, now);
    }

    private void move(Document command, MessageState from, MessageState to, String reason, Instant now) {
        messages.updateOne(and(eq("_id", command.get("_id")), eq("state", from.name())),
                combine(set("state", to.name()), set("stateAt", Date.from(now)), set("reason", reason),
                        unset("nextAttemptAt")));
    }
}
