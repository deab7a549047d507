package dev.nudge.engine.history;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.nudge.engine.lead.PersonalData;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.json.Reading;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Stores every decision of {@code automation.decisions} under its id, so that a repeat changes nothing, and marks its
 * hour to be counted.
 */
public final class DecisionHistory implements BatchMessageListener<byte[], byte[]> {

    private final MongoCollection<Document> decisions;
    private final PersonalData personalData;
    private final DecisionRollups rollups;
    private final FailedRecords failed;
    private final InstantSource clock;

    public DecisionHistory(MongoDatabase database, FailedRecords failed, InstantSource clock) {
        this.decisions = database.getCollection(CollectionNames.DECISIONS);
        this.personalData = new PersonalData(database);
        this.rollups = new DecisionRollups(database);
        this.failed = failed;
        this.clock = clock;
    }

    /** @param kept how long a decision can be queried */
    public void createIndexes(Duration kept) {
        IndexDefinition.create(decisions, kept);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Document> read = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (decision(record)) {
                case Reading.Understood<Document>(Document decision) -> read.add(decision);
                case Reading.Refused<Document> refused -> failed.deadLetter(record, "a decision", refused);
            }
        }
        Date now = Date.from(clock.instant());
        read.forEach(decision -> decision.put("storedAt", now));
        RecordDocuments.insertNew(decisions, read);
        rollups.stored(read);
        personalData.eraseDeleted(read, "at");
    }

    private static Reading<Document> decision(ConsumerRecord<byte[], byte[]> record) {
        return RecordDocuments.read(record, "at", "dueAt")
                .flatMap(decision -> RecordDocuments.require(decision, "at", Date.class, "an instant"));
    }
}
