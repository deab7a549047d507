package dev.nudge.engine.history;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.nudge.engine.publish.Documents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.springframework.kafka.listener.BatchMessageListener;

/** Keeps every decision of {@code automation.decisions} under its own id, so that a repeat is nothing. */
public final class DecisionHistory implements BatchMessageListener<byte[], byte[]> {

    private final MongoCollection<Document> decisions;

    public DecisionHistory(MongoDatabase database) {
        this.decisions = database.getCollection("decisions");
    }

    /** @param kept for how long a decision can be asked for */
    public void createIndexes(Duration kept) {
        decisions.createIndex(Indexes.ascending("organizationId", "leadId", "at", "_id"));
        decisions.createIndex(Indexes.ascending("organizationId", "automationId", "at", "_id"));
        decisions.createIndex(Indexes.ascending("at"),
                new IndexOptions().expireAfter(kept.toSeconds(), TimeUnit.SECONDS));
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        Documents.insertNew(decisions, Documents.read(records, "at", "dueAt"));
    }
}
