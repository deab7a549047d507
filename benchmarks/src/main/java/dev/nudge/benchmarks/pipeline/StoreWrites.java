package dev.nudge.benchmarks.pipeline;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import dev.nudge.benchmarks.Site;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * The limit that the database sets: it replaces the documents of Nudge's leads with themselves, in the batches and with
 * the filter of the engine. The documents are encoded before.
 */
public final class StoreWrites implements Measurement.Contender {

    private static final int BATCH = Integer.getInteger("storeBatch", 500);
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<RawBsonDocument> leads;
    private final int writes;

    public StoreWrites(Site site, int writes) {
        this.leads = site.collection("leads").withDocumentClass(RawBsonDocument.class)
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
        this.writes = writes;
    }

    @Override
    public Subject subject() {
        return new Subject("Limit: bulk writes of the leads to the database", "in the database's file; no fsync");
    }

    @Override
    public Map<Figure, Double> measure() {
        List<WriteModel<RawBsonDocument>> replacements = leads.find().map(StoreWrites::replacement)
                .into(new ArrayList<>());
        if (replacements.isEmpty()) {
            throw new IllegalStateException("Expected leads in the database; measure Nudge as well");
        }
        long start = System.nanoTime();
        int next = 0;
        int matched = 0;
        for (int done = 0; done < writes; done += BATCH) {
            List<WriteModel<RawBsonDocument>> batch = new ArrayList<>(BATCH);
            while (batch.size() < Math.min(BATCH, writes - done)) {
                batch.add(replacements.get(next));
                next = (next + 1) % replacements.size();
            }
            matched += leads.bulkWrite(batch, UNORDERED).getMatchedCount();
        }
        double rate = Figures.perSecond(writes, start);
        if (matched != writes) {
            throw new IllegalStateException("Expected " + writes + " leads to be replaced but found " + matched);
        }
        return Map.of(Figures.EVENTS, rate);
    }

    private static WriteModel<RawBsonDocument> replacement(RawBsonDocument lead) {
        BsonDocument position = lead.getDocument("position");
        return new ReplaceOneModel<>(Filters.and(Filters.eq("_id", lead.getString("_id")),
                Filters.eq("position.partition", position.get("partition")),
                Filters.eq("position.offset", position.get("offset"))), lead, UPSERT);
    }
}
