package dev.nudge.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.testsupport.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** An index changes the time of a query, never its result. */
class IndexedQueriesTest {

    private static final List<String> FIELDS = List.of("a", "b", "p.q", "_id");

    private boolean lists;

    @TempDir
    Path directory;

    private TestDatabase store;

    @BeforeEach
    void start(TestInfo test) {
        store = TestDatabase.startFor(test, directory);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    /**
     * Lists, which disable an index, are inserted in the second round and removed in the third. Run with -Dseed=... to
     * repeat. A query within $or does not use an index, and an aggregation sorts by itself.
     */
    @Test
    void every_query_has_the_same_result_as_a_scan() {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("IndexedQueriesTest: seed " + seed);
        RandomGenerator random = new Random(seed);
        for (int life = 0; life < 3; life++) {
            store.restart();
            MongoCollection<Document> things = store.database().getCollection("things");
            things.createIndex(Indexes.ascending("a", "b"));
            things.createIndex(Indexes.descending("p.q"));
            things.createIndex(Indexes.ascending("b", "p.q", "a"));
            lists = life == 1;
            things.deleteMany(life == 2 ? new Document() : Filters.eq("id-1"));
            for (int round = 0; round < 500; round++) {
                writeIfPossible(things, random);
                Document query = query(random);
                Document sort = sort(random);
                int limit = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5);
                List<Document> expected = things.aggregate(pipeline(query, sort, limit)).into(new ArrayList<>());
                List<Document> actual = things.find(query).sort(sort).limit(limit).into(new ArrayList<>());
                assertThat(actual).as("seed %d, life %d, round %d: find(%s).sort(%s).limit(%d)", seed, life, round,
                        query, sort, limit).isEqualTo(expected);
                assertThat(new HashSet<>(things.find(query).into(new ArrayList<>()))).as("seed %d: find(%s)", seed,
                        query).isEqualTo(new HashSet<>(things.find(scan(query)).into(new ArrayList<>())));
            }
        }
    }

    @Test
    void a_new_index_contains_the_existing_documents() {
        MongoCollection<Document> leads = store.database().getCollection("leads");
        leads.insertMany(List.of(due("ana", 3, 30), due("bob", 3, 10), due("cleo", 4, 5), new Document("_id", "dan")
                .append("position", new Document("partition", 3))));
        leads.createIndex(Indexes.ascending("position.partition", "nextDueAt"));

        assertThat(leads.find(Filters.and(Filters.eq("position.partition", 3), Filters.exists("nextDueAt"))).sort(
                Sorts.ascending("nextDueAt")).map(lead -> lead.getString("_id"))).containsExactly("bob", "ana");
    }

    @Test
    void documents_found_by_an_element_of_a_list_are_sorted_by_the_whole_list() {
        MongoCollection<Document> things = store.database().getCollection("things");
        things.createIndex(Indexes.ascending("tag"));
        things.insertMany(List.of(new Document("_id", "b").append("tag", 1),
                new Document("_id", "a").append("tag", List.of(1, "x"))));

        assertThat(things.find(Filters.eq("tag", 1)).sort(Sorts.descending("tag", "_id"))
                .map(thing -> thing.getString("_id"))).containsExactly("a", "b");
    }

    private static Document due(String id, int partition, long at) {
        return new Document("_id", id).append("position", new Document("partition", partition)).append("nextDueAt",
                Instant.ofEpochSecond(at));
    }

    private static Document scan(Document query) {
        return new Document("$or", List.of(query));
    }

    private static List<Bson> pipeline(Document query, Document sort, int limit) {
        List<Bson> stages = new ArrayList<>(List.of(Aggregates.match(scan(query)), Aggregates.sort(sort)));
        if (limit > 0) {
            stages.add(Aggregates.limit(limit));
        }
        return stages;
    }

    /**
     * A field cannot be set within a number or a string, and MongoDB indexes at most one list of a document. The
     * effects of an update of many documents before its failure remain.
     */
    private void writeIfPossible(MongoCollection<Document> things, RandomGenerator random) {
        try {
            write(things, random);
        } catch (MongoException e) {
            assertThat(e.getMessage()).containsAnyOf("Cannot create field 'q'", "cannot index parallel arrays");
        }
    }

    private void write(MongoCollection<Document> things, RandomGenerator random) {
        Object id = id(random);
        String field = FIELDS.get(random.nextInt(3));
        switch (random.nextInt(8)) {
            case 0 -> things.deleteOne(Filters.eq(id));
            case 1 -> things.updateMany(query(random), Updates.set(field, value(random)));
            case 2 -> things.updateOne(Filters.eq(id), Updates.unset(field));
            case 3 -> things.findOneAndUpdate(Filters.eq(id), Updates.set(field, value(random)));
            case 4 -> things.updateOne(Filters.eq(id), Updates.set(field, value(random)), new UpdateOptions().upsert(
                    true));
            default -> things.replaceOne(Filters.eq(id), thing(id, random), new ReplaceOptions().upsert(true));
        }
    }

    private Document thing(Object id, RandomGenerator random) {
        Document thing = new Document("_id", id);
        if (random.nextInt(4) > 0) {
            thing.append("a", value(random));
        }
        if (random.nextInt(4) > 0) {
            thing.append("b", value(random));
        }
        if (random.nextInt(4) > 0) {
            thing.append("p", random.nextInt(8) == 0 ? value(random) : new Document("q", value(random)));
        }
        return thing;
    }

    private Document query(RandomGenerator random) {
        Document query = new Document();
        for (String field : FIELDS) {
            if (random.nextBoolean()) {
                query.append(field, condition(field, random));
            }
        }
        return random.nextInt(5) == 0
                ? new Document("$and", List.of(query, new Document("a", condition("a", random))))
                : query;
    }

    private @Nullable Object condition(String field, RandomGenerator random) {
        Object value = field.equals("_id") ? id(random) : value(random);
        return switch (random.nextInt(10)) {
            case 0 -> new Document("$gt", value);
            case 1 -> new Document("$gte", value).append("$lt", value(random));
            case 2 -> new Document("$lte", value);
            case 3 -> new Document("$exists", random.nextBoolean());
            case 4 -> new Document("$in", Arrays.asList(value, value(random), value(random)));
            case 5 -> new Document("$ne", value);
            case 6 -> new Document("$eq", value);
            default -> value;
        };
    }

    private static Document sort(RandomGenerator random) {
        Document sort = new Document();
        int direction = random.nextBoolean() ? 1 : -1;
        for (int field = random.nextInt(3); field < 3 && random.nextInt(4) > 0; field++) {
            sort.append(FIELDS.get(field), random.nextInt(6) == 0 ? -direction : direction);
        }
        return sort.append("_id", direction);
    }

    private static Object id(RandomGenerator random) {
        return random.nextInt(4) == 0 ? (Object) random.nextInt(10) : "id-" + random.nextInt(40);
    }

    private @Nullable Object value(RandomGenerator random) {
        return switch (random.nextInt(40)) {
            case 0 -> !lists ? 1 : List.of(1, "x");
            case 1 -> new Document("r", 1);
            case 2, 3 -> null;
            case 4, 5 -> (long) random.nextInt(4);
            case 6, 7 -> random.nextInt(8) / 2.0;
            case 8, 9 -> Instant.ofEpochMilli(random.nextInt(3));
            case 10 -> random.nextBoolean();
            default -> random.nextBoolean() ? (Object) random.nextInt(4) : "v" + random.nextInt(4);
        };
    }
}
