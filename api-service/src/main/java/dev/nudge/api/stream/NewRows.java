package dev.nudge.api.stream;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The documents of an organization that are new since the last call, by the instant that their writer gave them. Each
 * call reads the last seconds before the newest known instant again, because the clocks of writers differ and a
 * document may be written after a newer one; what was returned before is left out. Not thread-safe.
 */
final class NewRows {

    /** More are not returned one by one. */
    static final int MOST = 200;
    static final Duration OVERLAP = Duration.ofSeconds(5);
    private static final int MOST_AT_START = 5_000;

    private final MongoCollection<Document> rows;
    private final String organizationId;
    private final String field;
    private final Function<Document, String> version;
    private final Map<String, Instant> seen = new HashMap<>();
    private Instant newest = Instant.EPOCH;

    /** @param version identifies a document in the state in which it was read */
    NewRows(MongoCollection<Document> rows, String organizationId, String field,
            Function<Document, String> version) {
        this.rows = rows;
        this.organizationId = organizationId;
        this.field = field;
        this.version = version;
    }

    /** Counts everything that is stored as known. */
    void skip() {
        Document last = rows.find(eq("organizationId", organizationId)).sort(Sorts.descending(field, "_id")).first();
        if (last != null && last.get(field) instanceof Date at) {
            newest = at.toInstant();
            since(newest.minus(OVERLAP), MOST_AT_START).forEach(this::see);
        }
    }

    /** The documents since an instant, the oldest first. */
    List<Document> since(Instant from, int limit) {
        Bson filter = and(eq("organizationId", organizationId), gte(field, Date.from(from)));
        return rows.find(filter).sort(Sorts.ascending(field, "_id")).limit(limit).into(new ArrayList<>());
    }

    /** The new documents, the oldest first; more than {@value #MOST} when not all of them are returned. */
    List<Document> next() {
        List<Document> found = since(newest.minus(OVERLAP), seen.size() + MOST + 1);
        List<Document> fresh = found.stream().filter(row -> !seen.containsKey(version.apply(row))).toList();
        if (fresh.size() > MOST) {
            skip(); // the clients read the lists again
        } else {
            fresh.forEach(this::see);
        }
        seen.values().removeIf(newest.minus(OVERLAP)::isAfter);
        return fresh;
    }

    private void see(Document row) {
        Instant at = at(row);
        seen.put(version.apply(row), at);
        newest = at.isAfter(newest) ? at : newest;
    }

    Instant at(Document row) {
        return row.getDate(field).toInstant();
    }

    Instant newest() {
        return newest;
    }
}
