package dev.nudge.engine.lead;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/** The leads in MongoDB; the database is expected to read from the primary and to write majority-acknowledged. */
public final class MongoLeads implements Leads {

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<Document> documents;
    private final MongoCollection<RawBsonDocument> raw;

    public MongoLeads(MongoDatabase database) {
        this.documents = database.getCollection("leads");
        this.raw = database.getCollection("leads", RawBsonDocument.class);
    }

    /** Makes the index that timers are found by. */
    public void createIndexes() {
        documents.createIndex(Indexes.ascending("position.partition", "nextDueAt"),
                new IndexOptions().partialFilterExpression(Filters.exists("nextDueAt")));
    }

    @Override
    public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
        Map<LeadKey, StoredLead> found = HashMap.newHashMap(keys.size());
        for (Document document : documents.find(Filters.in("_id", keys.stream().map(LeadDocument::idOf).toList()))
                .batchSize(keys.size() + 1)) {
            StoredLead stored = LeadDocumentReader.stored(document);
            found.put(stored.lead().key(), stored);
        }
        return found;
    }

    /**
     * A lead that was read is replaced where its position is still the same; otherwise the upsert tries to insert a
     * second document of that id, and the duplicate key is the refusal. A lead that wasn't there is inserted.
     */
    @Override
    public Set<LeadKey> write(Collection<LeadWrite> writes) {
        List<LeadWrite> inOrder = List.copyOf(writes);
        List<WriteModel<RawBsonDocument>> models = new ArrayList<>(inOrder.size());
        inOrder.forEach(write -> models.add(model(write)));
        try {
            raw.bulkWrite(models, UNORDERED);
            return Set.of();
        } catch (MongoBulkWriteException refusals) {
            Set<LeadKey> refused = new HashSet<>();
            for (BulkWriteError error : refusals.getWriteErrors()) {
                if (error.getCategory() != ErrorCategory.DUPLICATE_KEY) {
                    throw refusals;
                }
                refused.add(inOrder.get(error.getIndex()).key());
            }
            if (refusals.getWriteConcernError() != null) {
                throw refusals;
            }
            return refused;
        }
    }

    private static WriteModel<RawBsonDocument> model(LeadWrite write) {
        Position read = write.read();
        if (read == null) {
            return new InsertOneModel<>(write.document());
        }
        Bson fence = Filters.and(Filters.eq("_id", LeadDocument.idOf(write.key())), Filters.eq("position",
                new Document("partition", read.partition()).append("offset", read.offset())));
        return new ReplaceOneModel<>(fence, write.document(), UPSERT);
    }

    @Override
    public List<Lead> dueFirst(int partition, int limit) {
        List<Lead> leads = new ArrayList<>();
        for (Document document : documents
                .find(Filters.and(Filters.eq("position.partition", partition), Filters.exists("nextDueAt")))
                .sort(Sorts.ascending("nextDueAt")).limit(limit)
                .projection(Projections.include(LeadDocumentReader.TIMER_FIELDS))) {
            leads.add(LeadDocumentReader.lead(document));
        }
        return leads;
    }
}
