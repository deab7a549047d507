package dev.nudge.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import org.bson.Document;

/**
 * Prints the throughput of the embedded store. A program that is run manually with a working directory, not a test. Its
 * results do not apply to MongoDB.
 */
final class StoreMeasurements {

    private static final int SEED = 1;
    private static final String FILLER = "0123456789abcdef".repeat(16);

    private final Path directory;
    private final Random random = new Random(SEED);

    private StoreMeasurements(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        StoreMeasurements measurements = new StoreMeasurements(Path.of(arguments[0]));
        measurements.fencedBulks(20_000, 500_000);
        measurements.reopen();
        measurements.singleUpserts(20_000);
        measurements.leads(100_000);
        measurements.history(300_000);
        measurements.reopen();
    }

    private void fencedBulks(int leads, int replaces) throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            MongoCollection<Document> collection = collection(client, "fenced");
            long[] offsets = new long[leads];
            for (int i = 0; i < leads; i += 500) {
                List<Document> batch = new ArrayList<>();
                for (int lead = i; lead < i + 500; lead++) {
                    batch.add(lead(lead, 0));
                }
                collection.insertMany(batch);
            }
            long peak = 0;
            Instant start = Instant.now();
            for (int done = 0; done < replaces; done += 500) {
                List<ReplaceOneModel<Document>> batch = new ArrayList<>();
                for (int i : random.ints(0, leads).distinct().limit(500).toArray()) {
                    Document before = new Document("partition", i % 8).append("offset", offsets[i]);
                    batch.add(new ReplaceOneModel<>(new Document("_id", id(i)).append("position", before), lead(i,
                            ++offsets[i]), new ReplaceOptions().upsert(true)));
                }
                collection.bulkWrite(batch, new BulkWriteOptions().ordered(false));
                peak = Math.max(peak, fileSize());
            }
            report("fenced replaces of 2 KiB in bulks of 500", replaces, start);
            System.out.printf("  file: %d MiB now, %d MiB at most; live data about %d MiB%n", fileSize() >> 20,
                    peak >> 20, (leads * 2L) >> 10);
        }
        System.out.printf("  file after closing: %d MiB%n", fileSize() >> 20);
    }

    private void singleUpserts(int count) throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            MongoCollection<Document> collection = collection(client, "single");
            for (int threads : new int[]{1, 8}) {
                Instant start = Instant.now();
                try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
                    for (int thread = 0; thread < threads; thread++) {
                        int first = thread;
                        executor.execute(() -> {
                            for (int i = first; i < count; i += threads) {
                                collection.replaceOne(new Document("_id", id(i)), lead(i, i), new ReplaceOptions()
                                        .upsert(true));
                            }
                        });
                    }
                }
                report("single upserts of 2 KiB by %d threads".formatted(threads), count, start);
            }
        }
    }

    private void leads(int count) throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            MongoCollection<Document> collection = collection(client, "leads");
            collection.createIndex(Indexes.ascending("position.partition", "nextDueAt"));
            Instant start = Instant.now();
            for (int i = 0; i < count; i += 500) {
                List<Document> batch = new ArrayList<>();
                for (int lead = i; lead < i + 500; lead++) {
                    Document document = lead(lead, lead);
                    if (lead % 3 != 0) {
                        document.append("nextDueAt", Instant.ofEpochMilli(random.nextInt(1_000_000_000)));
                    }
                    batch.add(document);
                }
                collection.insertMany(batch);
            }
            report("inserts of 2 KiB in bulks of 500, one index", count, start);
            for (int round = 0; round < 2; round++) {
                start = Instant.now();
                for (int i = 0; i < 100; i++) {
                    List<String> ids = random.ints(500, 0, count).mapToObj(StoreMeasurements::id).toList();
                    collection.find(Filters.in("_id", ids)).into(new ArrayList<>());
                }
                report("leads read by $in, 500 at once", 100 * 500, start);
                for (int limit : new int[]{1_000, 10_000}) {
                    for (Document fields : List.of(new Document(), new Document("nextDueAt", 1))) {
                        start = Instant.now();
                        int found = 0;
                        for (int partition = 0; partition < 8; partition++) {
                            found += collection.find(new Document("position.partition", partition).append("nextDueAt",
                                    new Document("$exists", true))).sort(Sorts.ascending("nextDueAt")).limit(limit)
                                    .projection(fields).into(
                                            new ArrayList<>())
                                    .size();
                        }
                        report("timers queries (limit %d, %d found, fields %s)".formatted(limit, found / 8,
                                fields.keySet()),
                                8, start);
                    }
                }
            }
            System.out.printf("  file: %d MiB%n", fileSize() >> 20);
        }
    }

    private void history(int count) throws Exception {
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            MongoCollection<Document> collection = collection(client, "decisions");
            collection.createIndex(Indexes.ascending("organizationId", "leadId", "at", "_id"));
            Instant start = Instant.now();
            for (int i = 0; i < count; i += 500) {
                List<Document> batch = new ArrayList<>();
                for (int decision = i; decision < i + 500; decision++) {
                    batch.add(new Document("_id", "d-%x-%d".formatted(random.nextInt(), decision)).append(
                            "organizationId", "acme").append("leadId", id(random.nextInt(10_000))).append("at",
                                    Instant.ofEpochMilli(random.nextInt(1_000_000_000)))
                            .append("trace", FILLER));
                }
                collection.insertMany(batch);
            }
            report("decisions inserted in bulks of 500", count, start);
            for (int round = 0; round < 2; round++) {
                start = Instant.now();
                for (int i = 0; i < 200; i++) {
                    collection.find(new Document("organizationId", "acme").append("leadId", id(random.nextInt(
                            10_000)))).sort(Sorts.descending("at", "_id")).limit(20).into(new ArrayList<>());
                }
                report("pages of a lead's history", 200, start);
            }
            System.out.printf("  file: %d MiB%n", fileSize() >> 20);
        }
    }

    private void reopen() throws Exception {
        Instant start = Instant.now();
        try (EmbeddedMongo mongo = EmbeddedMongo.start(directory, 0);
                MongoClient client = MongoClients.create(mongo
                        .uri())) {
            long documents = client.getDatabase("nudge").getCollection("fenced").countDocuments();
            System.out.printf("opened and queried in %d ms (%d documents)%n", Duration.between(start, Instant.now())
                    .toMillis(), documents);
        }
    }

    private static void report(String what, int count, Instant start) {
        Duration time = Duration.between(start, Instant.now());
        System.out.printf("%s: %,.0f/s (%d in %d ms, %.2f ms each)%n", what, count * 1000.0 / time.toMillis(), count,
                time.toMillis(), (double) time.toMillis() / count);
    }

    private long fileSize() throws IOException {
        return Files.size(directory.resolve("store.mv"));
    }

    private static MongoCollection<Document> collection(MongoClient client, String name) {
        return client.getDatabase("nudge").getCollection(name);
    }

    private static String id(int lead) {
        return "acme:lead-" + lead;
    }

    private static Document lead(int lead, long offset) {
        Document runs = new Document();
        for (int i = 0; i < 5; i++) {
            runs.append("automation-" + i, new Document("transitions", i).append("followUps", offset).append("run",
                    new Document("number", 1).append("dueAt", Instant.ofEpochMilli(offset)).append("filler", FILLER)));
        }
        return new Document("_id", id(lead)).append("position", new Document("partition", lead % 8).append("offset",
                offset)).append("organizationId", "acme").append("runs", runs);
    }
}
