package dev.nudge.engine.lead;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import dev.nudge.engine.record.DeadLetter;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.lead.Lead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leads in MongoDB. The database must read from the primary and write with majority acknowledgement. */
public final class MongoLeads implements Leads {

    private static final Logger LOG = LoggerFactory.getLogger(MongoLeads.class);
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private static final Comparator<LeadWrite> BY_KEY = Comparator
            .comparing((LeadWrite write) -> write.key().organizationId()).thenComparing(write -> write.key().leadId());

    private final MongoCollection<Document> documents;
    private final MongoCollection<RawBsonDocument> raw;

    public MongoLeads(MongoDatabase database) {
        this.documents = database.getCollection(CollectionNames.LEADS);
        this.raw = database.getCollection(CollectionNames.LEADS, RawBsonDocument.class);
    }

    /** Creates the index for finding timers. */
    public void createIndexes() {
        IndexDefinition.create(documents);
    }

    @Override
    public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
        Map<LeadKey, StoredLead> found = HashMap.newHashMap(keys.size());
        Map<String, LeadKey> ids = HashMap.newHashMap(keys.size());
        keys.forEach(key -> ids.put(DocumentIds.ofLead(key), key));
        Map<LeadKey, String> unreadable = new HashMap<>();
        for (Document document : documents.find(Filters.in("_id", ids.keySet())).batchSize(keys.size() + 1)) {
            LeadKey key = Objects.requireNonNull(ids.get(document.getString("_id")));
            try {
                found.put(key, stored(key, document));
            } catch (RuntimeException unreadableDocument) {
                LOG.error("The document of the lead {} cannot be read", document.get("_id"), unreadableDocument);
                unreadable.put(key, DeadLetter.failure("The lead's document in the database cannot be read",
                        unreadableDocument));
            }
        }
        if (!unreadable.isEmpty()) {
            throw new UnreadableLeadsException(unreadable);
        }
        return found;
    }

    private static StoredLead stored(LeadKey key, Document document) {
        StoredLead stored = LeadDocumentReader.stored(document);
        if (!stored.lead().key().equals(key)) {
            throw new IllegalStateException(
                    "Expected the ids in the document to match its _id but found " + stored.lead().key());
        }
        return stored;
    }

    /**
     * Replaces a lead that was read if its position is unchanged; otherwise the upsert tries to insert a second
     * document with the same id, and the duplicate-key error is the refusal. A lead that did not exist is inserted. The
     * writes are sorted by key, so that two engines writing the same leads cannot deadlock on servers that lock rows.
     */
    @Override
    public Set<LeadKey> write(Collection<LeadWrite> writes) {
        List<LeadWrite> inOrder = writes.stream().sorted(BY_KEY).toList();
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
        Bson fence = Filters.and(Filters.eq("_id", DocumentIds.ofLead(write.key())),
                Filters.eq("position.partition", read.partition()), Filters.eq("position.offset", read.offset()));
        return new ReplaceOneModel<>(fence, write.document(), UPSERT);
    }

    @Override
    public List<Lead> dueFirst(int partition, int limit) {
        int requested = limit;
        while (true) {
            List<Document> due = dueFirstDocuments(partition, requested);
            List<Lead> leads = new ArrayList<>(due.size());
            due.forEach(document -> readInto(leads, document));
            if (due.size() < requested || leads.size() >= limit) {
                return leads.subList(0, Math.min(limit, leads.size()));
            }
            requested = limit + due.size() - leads.size(); // a result smaller than the limit would count as complete
        }
    }

    private List<Document> dueFirstDocuments(int partition, int limit) {
        return documents
                .find(Filters.and(Filters.eq("position.partition", partition), Filters.exists("nextDueAt")))
                .sort(Sorts.ascending("nextDueAt")).limit(limit)
                .projection(Projections.include(LeadDocumentReader.TIMER_FIELDS)).into(new ArrayList<>());
    }

    private static void readInto(List<Lead> leads, Document document) {
        try {
            leads.add(LeadDocumentReader.lead(document));
        } catch (RuntimeException unreadable) {
            LOG.error("The document of the lead {} cannot be read; its timers wait until it is corrected",
                    document.get("_id"), unreadable);
        }
    }
}
