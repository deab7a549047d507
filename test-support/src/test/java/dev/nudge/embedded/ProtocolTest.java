package dev.nudge.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nudge.testsupport.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The operations that MongoDB's driver and Nudge's stores use. */
class ProtocolTest {

    @TempDir
    Path directory;

    private TestDatabase store;
    private MongoCollection<Document> things;

    @BeforeEach
    void start(TestInfo test) {
        store = TestDatabase.startFor(test, directory);
        open();
    }

    private void open() {
        things = store.database().getCollection("things").withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void values_of_all_types_are_read_back_from_the_file() {
        Document nested = new Document("leaf", true);
        for (int depth = 0; depth < 50; depth++) {
            nested = new Document("level " + depth, nested).append("in-list", List.of(List.of(depth)));
        }
        Document thing = new Document("_id", "a thing").append("at", Instant.ofEpochMilli(1_776_938_040_123L)).append(
                "bytes", new Binary(new byte[]{0, 1, -1})).append("price", new Decimal128(new BigDecimal("12.340")))
                .append("first name", "nul \0 and \uD83D\uDE00").append("user-id", 12L).append("half", 0.5).append(
                        "nothing", null)
                .append("nested", nested);
        things.insertOne(thing);

        store.restart();
        open();

        Document found = things.find(Filters.eq("a thing")).first();
        assertThat(found).isNotNull();
        assertThat(found.getDate("at").toInstant()).isEqualTo(thing.get("at"));
        found.put("at", thing.get("at"));
        assertThat(found).isEqualTo(thing);
    }

    @Test
    void updates_of_many_documents_remove_fields_up_to_an_instant() {
        Instant noon = Instant.parse("2026-04-23T12:00:00Z");
        things.insertMany(List.of(new Document("_id", "before").append("at", noon.minusMillis(1)).append("to", "x"),
                new Document("_id", "then").append("at", noon).append("to", "x").append("text", "y"),
                new Document("_id", "after").append("at", noon.plusMillis(1)).append("to", "x"),
                new Document("_id", "never").append("to", "x")));

        UpdateResult result = things.updateMany(Filters.lte("at", noon),
                Updates.combine(Updates.unset("to"), Updates.unset("text")));

        assertThat(result.getMatchedCount()).isEqualTo(2);
        assertThat(things.find(Filters.exists("to")).sort(Sorts.ascending("_id")).map(thing -> thing.getString("_id")))
                .containsExactly("after", "never");
        assertThat(things.updateOne(Filters.and(Filters.eq("_id", "then"), Filters.lt("at", noon)),
                Updates.set("to", "z")).getMatchedCount()).isZero();
        assertThat(things.updateOne(Filters.and(Filters.eq("_id", "then"), Filters.lt("at", noon.plusMillis(1))),
                Updates.set("to", "z")).getMatchedCount()).isEqualTo(1);
    }

    @Test
    void updates_change_the_given_fields_only() {
        things.updateOne(Filters.eq("ana"), Updates.combine(Updates.setOnInsert("created", 1), Updates.set("a.b", 2),
                Updates.inc("n", 5), Updates.addToSet("tags", "x")), new UpdateOptions().upsert(true));
        Document found = things.findOneAndUpdate(Filters.eq("ana"), Updates.combine(Updates.setOnInsert("created", 9),
                Updates.unset("a.b"), Updates.inc("n", -1), Updates.addToSet("tags", "y")),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        assertThat(found).isEqualTo(new Document("_id", "ana").append("created", 1).append("a", new Document()).append(
                "n", 4).append("tags", List.of("x", "y")));

        things.updateOne(Filters.eq("ana"), Updates.pull("tags", "x"));
        things.updateOne(Filters.and(Filters.eq("ana"), Filters.eq("n", 3)), Updates.set("n", 0));
        assertThat(things.find().projection(new Document("tags", 1).append("n", 1))).containsExactly(new Document("_id",
                "ana").append("n", 4).append("tags", List.of("y")));
    }

    @Test
    void an_insert_with_existing_ids_counts_the_new_ones() {
        things.insertOne(new Document("_id", 2));
        assertThatExceptionOfType(MongoBulkWriteException.class).isThrownBy(() -> things.insertMany(List.of(
                new Document("_id", 1), new Document("_id", 2), new Document("_id", 3)),
                new InsertManyOptions()
                        .ordered(false)))
                .satisfies(refusal -> {
                    assertThat(refusal.getWriteResult().getInsertedCount()).isEqualTo(2);
                    assertThat(refusal.getWriteErrors()).singleElement().satisfies(error -> assertThat(error
                            .getCode()).isEqualTo(11000));
                });
        assertThat(things.countDocuments()).isEqualTo(3);
    }

    @Test
    void five_hundred_documents_are_read_by_id() {
        things.insertMany(IntStream.range(0, 3_000).mapToObj(i -> new Document("_id", "lead-" + i)).toList());
        List<String> wanted = IntStream.range(0, 500).mapToObj(i -> "lead-" + i * 7).toList();
        assertThat(things.find(Filters.in("_id", wanted)).map(lead -> lead.getString("_id")).into(new ArrayList<>()))
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().filter(id -> Integer.parseInt(id.substring(5)) < 3_000).toList());
    }

    @Test
    void pages_are_read_in_the_order_of_ids() {
        things.insertMany(IntStream.range(0, 100).mapToObj(i -> new Document("_id", "id-%03d".formatted(i))).toList());
        assertThat(things.find(Filters.gt("_id", "id-041")).sort(Sorts.ascending("_id")).limit(3).map(thing -> thing
                .getString("_id"))).containsExactly("id-042", "id-043", "id-044");
        assertThat(things.find(Filters.lt("_id", "id-041")).sort(Sorts.descending("_id")).limit(2).map(thing -> thing
                .getString("_id"))).containsExactly("id-040", "id-039");
    }

    @Test
    void a_large_result_is_returned_in_batches() {
        String large = "x".repeat(10 * 1024 * 1024);
        for (int i = 0; i < 6; i++) {
            things.insertOne(new Document("_id", i).append("text", large));
        }
        assertThat(things.find().map(thing -> thing.getString("text").length())).hasSize(6).containsOnly(large
                .length());
        assertThat(things.find().batchSize(5).map(thing -> thing.getInteger("_id"))).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void readers_see_whole_documents_while_writers_change_them() throws Exception {
        things.insertOne(new Document("_id", "ana").append("first", 0).append("last", 0));
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<?>> work = new ArrayList<>();
            for (int writer = 1; writer <= 2; writer++) {
                int start = writer * 1_000;
                work.add(executor.submit(() -> IntStream.range(start, start + 500).forEach(i -> things.updateOne(Filters
                        .eq("ana"),
                        Updates.combine(Updates.set("first", i), Updates.set("only-" + i, i), Updates.unset(
                                "only-" + (i - 1)), Updates.set("last", i))))));
                work.add(executor.submit(() -> IntStream.range(0, 500).forEach(i -> assertThat(things.find(Filters.eq(
                        "ana"))).singleElement().satisfies(found -> assertThat(found.get("last")).isEqualTo(found.get(
                                "first"))))));
            }
            for (Future<?> part : work) {
                part.get();
            }
        }
    }

    @Test
    void aggregations_and_counts_use_a_query_for_their_match() {
        things.createIndex(Indexes.ascending("organizationId"));
        things.insertMany(IntStream.range(0, 100).mapToObj(i -> new Document("_id", i).append("organizationId", "o-"
                + i % 4).append("n", i)).toList());
        assertThat(things.countDocuments()).isEqualTo(100);
        assertThat(things.countDocuments(Filters.eq("organizationId", "o-1"))).isEqualTo(25);
        assertThat(things.countDocuments(Filters.eq("organizationId", "none"))).isZero();
        assertThat(things.countDocuments(Filters.eq("organizationId", "o-1"), new CountOptions().limit(10))).isEqualTo(
                10);
        assertThat(things.aggregate(List.of(Aggregates.match(Filters.eq("organizationId", "o-3")), Aggregates.group(
                "$organizationId", Accumulators.sum("total", "$n"))))).containsExactly(new Document("_id", "o-3")
                        .append("total", IntStream.range(0, 25).map(i -> 4 * i + 3).sum()));
    }

    @Test
    void a_document_that_is_too_large_is_refused_and_the_connection_remains_open() {
        assertThatExceptionOfType(BsonMaximumSizeExceededException.class).isThrownBy(() -> things.insertOne(
                new Document("_id", 1).append("text", "x".repeat(17 * 1024 * 1024))));
        things.insertOne(new Document("_id", 1));
        assertThat(things.countDocuments()).isEqualTo(1);
    }

    @Test
    void a_dropped_collection_and_a_dropped_index_are_removed_completely() {
        things.createIndex(Indexes.ascending("a"));
        things.insertOne(new Document("_id", 1).append("a", 1));
        things.dropIndex("a_1");
        things.replaceOne(Filters.eq(1), new Document("a", 2));
        things.createIndex(Indexes.ascending("a"));
        assertThat(things.find(Filters.eq("a", 1))).isEmpty();
        assertThat(things.find(Filters.eq("a", 2))).hasSize(1);
        things.drop();
        things.createIndex(Indexes.ascending("a"));
        assertThat(things.find(Filters.eq("a", 2))).isEmpty();
    }

    @Test
    void a_unique_index_refuses_a_duplicate() {
        things.createIndex(Indexes.ascending("email"), new IndexOptions().unique(true));
        things.insertOne(new Document("_id", 1).append("email", "ana@example.com"));
        assertThatExceptionOfType(MongoWriteException.class).isThrownBy(() -> things.insertOne(new Document(
                "_id", 2).append("email", "ana@example.com"))).satisfies(refusal -> assertThat(refusal.getCode())
                        .isEqualTo(11000));
        assertThat(things.find(Filters.eq("email", "ana@example.com"))).hasSize(1);
    }
}
