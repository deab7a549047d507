package dev.nudge.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;

/** Writes to a store with three clients until the process is killed; prints the acknowledged writes. */
final class BusyStore {

    static final int LEADS = 200;

    private BusyStore() {}

    public static void main(String[] arguments) {
        EmbeddedMongo mongo = EmbeddedMongo.start(Path.of(arguments[0]), 0);
        MongoClient client = MongoClients.create(mongo.uri());
        MongoDatabase database = client.getDatabase("busy");
        MongoCollection<Document> leads = database.getCollection("leads");
        leads.createIndex(Indexes.ascending("partition", "round"));
        repeat("round", round -> leads.bulkWrite(IntStream.range(0, LEADS).mapToObj(lead -> new ReplaceOneModel<>(
                Filters.eq(lead), lead(lead, round), new ReplaceOptions().upsert(true))).toList(),
                new BulkWriteOptions().ordered(false)));
        MongoCollection<Document> decisions = database.getCollection("decisions");
        repeat("decision", number -> decisions.insertMany(List.of(new Document("_id", "d-" + number), new Document(
                "_id", "e-" + number))));
        MongoCollection<Document> counters = database.getCollection("counters");
        repeat("count", number -> counters.findOneAndUpdate(Filters.eq("counter"), Updates.inc("count", 1),
                new FindOneAndUpdateOptions().upsert(true)));
    }

    private static Document lead(int lead, int round) {
        return new Document("_id", lead).append("partition", lead % 8).append("round", round).append("filler", "-"
                .repeat(1_000));
    }

    private static void repeat(String what, IntConsumer write) {
        Thread.ofPlatform().start(() -> {
            for (int number = 1; true; number++) {
                write.accept(number);
                System.out.println(what + " " + number);
            }
        });
    }
}
