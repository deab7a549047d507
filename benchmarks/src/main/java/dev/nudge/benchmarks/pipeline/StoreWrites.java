package dev.nudge.benchmarks.pipeline;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import dev.nudge.benchmarks.environment.Environment;
import dev.nudge.benchmarks.report.Figure;
import dev.nudge.benchmarks.report.Measurement;
import dev.nudge.benchmarks.report.Subject;
import dev.nudge.engine.lead.MongoLeads;
import dev.nudge.infrastructure.mongo.CollectionNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;

/**
 * The limit that the database sets: it writes what the engine writes for as many events, one write for each event. A
 * copy of Nudge's leads in another database, with the same indexes, is replaced in batches of the engine's size, by as
 * many threads as the engine has consumers. A thread has the leads of some partitions, in the order of their last
 * events; a batch is sorted by id. Each replacement has a new position and a new time, and is fenced by the previous
 * position. The documents are encoded before.
 */
final class StoreWrites implements Measurement.Contender {

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<RawBsonDocument> leads;
    private final MongoCollection<RawBsonDocument> copies;
    private final int writes;

    StoreWrites(Environment environment, int writes) {
        this.leads = environment.collection(CollectionNames.LEADS).withDocumentClass(RawBsonDocument.class);
        MongoDatabase database = environment.database("limit");
        new MongoLeads(database).createIndexes();
        this.copies = database.getCollection(CollectionNames.LEADS, RawBsonDocument.class)
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
        this.writes = writes;
    }

    @Override
    public Subject subject() {
        return new Subject("Limit: bulk writes of the leads to the database", Environment.STORED);
    }

    /** Nudge must have been measured before. */
    @Override
    public Map<Figure, Double> measure() throws InterruptedException {
        List<Callable<Integer>> writers = writers(copy());
        try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
            long start = System.nanoTime();
            List<Future<Integer>> modified = threads.invokeAll(writers);
            double rate = Figures.perSecond(writes, start);
            int total = 0;
            for (Future<Integer> one : modified) {
                total += modified(one);
            }
            if (total != writes) {
                throw new IllegalStateException("Expected " + writes + " leads to be replaced but found " + total);
            }
            return Map.of(Figures.EVENTS, rate);
        }
    }

    private static int modified(Future<Integer> writer) throws InterruptedException {
        try {
            return writer.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("Expected the database to replace the leads", failed.getCause());
        }
    }

    /** @return the leads as they are in both databases now, in the order of their events, by the engine's consumer */
    private Collection<List<BsonDocument>> copy() {
        List<RawBsonDocument> documents = leads.find().into(new ArrayList<>());
        if (documents.isEmpty()) {
            throw new IllegalStateException("Expected leads in the database; measure Nudge as well");
        }
        copies.bulkWrite(documents.stream()
                .map(lead -> new ReplaceOneModel<>(Filters.eq("_id", lead.getString("_id")), lead, UPSERT)).toList(),
                UNORDERED);
        return documents.stream().map(lead -> lead.decode(new BsonDocumentCodec()))
                .sorted(Comparator.comparingLong(lead -> position(lead, "offset")))
                .collect(Collectors.groupingBy(
                        lead -> position(lead, "partition") % Environment.CONSUMERS))
                .values();
    }

    private static long position(BsonDocument lead, String field) {
        return lead.getDocument("position").getNumber(field).longValue();
    }

    /** Each returns the number of documents that it has changed. */
    private List<Callable<Integer>> writers(Collection<List<BsonDocument>> consumers) {
        List<Callable<Integer>> writers = new ArrayList<>();
        int planned = 0;
        for (List<BsonDocument> owned : consumers) {
            int count = (int) ((long) writes * (writers.size() + 1) / consumers.size()) - planned;
            planned += count;
            List<List<WriteModel<RawBsonDocument>>> batches = batches(owned, count);
            writers.add(() -> batches.stream()
                    .mapToInt(batch -> copies.bulkWrite(batch, UNORDERED).getModifiedCount()).sum());
        }
        return writers;
    }

    /** A batch has a lead once, as in the engine. */
    private static List<List<WriteModel<RawBsonDocument>>> batches(List<BsonDocument> leads, int count) {
        List<List<WriteModel<RawBsonDocument>>> batches = new ArrayList<>();
        int from = 0;
        for (int left = count; left > 0;) {
            int to = Math.min(leads.size(), from + Math.min(left, NudgePipeline.ENGINE.batchSize()));
            batches.add(leads.subList(from, to).stream()
                    .sorted(Comparator.comparing((BsonDocument lead) -> lead.getString("_id").getValue()))
                    .map(StoreWrites::nextWrite).toList());
            left -= to - from;
            from = to % leads.size();
        }
        return batches;
    }

    /** Changes the lead as an event does. */
    private static WriteModel<RawBsonDocument> nextWrite(BsonDocument lead) {
        BsonDocument position = lead.getDocument("position");
        Bson fence = Filters.and(Filters.eq("_id", lead.getString("_id")),
                Filters.eq("position.partition", position.get("partition")),
                Filters.eq("position.offset", position.get("offset")));
        position.put("offset", new BsonInt64(position(lead, "offset") + 1));
        lead.put("lastNow", new BsonDateTime(lead.getDateTime("lastNow").getValue() + 1));
        return new ReplaceOneModel<>(fence, new RawBsonDocument(lead, new BsonDocumentCodec()), UPSERT);
    }
}
