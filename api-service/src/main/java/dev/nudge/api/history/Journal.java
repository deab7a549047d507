package dev.nudge.api.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.store.Documents;
import dev.nudge.api.store.Order;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.Page;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Records that the engine only adds to, newest first; what is added meanwhile moves no later page. */
public final class Journal {

    private final MongoCollection<Document> records;
    private final Order order;
    private final Set<String> fields;

    /**
     * @param instant the field that the order goes by
     * @param fields the record's wire form; whatever else is kept with it is nobody's business
     */
    public Journal(MongoCollection<Document> records, String instant, Set<String> fields) {
        this.records = records;
        this.order = new Order(instant, false);
        this.fields = fields;
    }

    /** A place in the order. */
    public record Place(Instant at, String id) {

        Cursor toCursor() {
            return Cursor.at(Json.text(at), id);
        }

        public static Optional<Place> at(Cursor cursor) {
            return Json.instant(cursor.keys().getFirst()).map(at -> new Place(at, cursor.keys().getLast()));
        }
    }

    public Page<Document> page(Bson filter, @Nullable Place after, int limit) {
        Bson from = after == null ? filter : and(filter, order.after(Date.from(after.at()), after.id()));
        List<Document> found = records.find(from).sort(order.sort()).limit(limit + 1)
                .into(new ArrayList<>());
        return Page.of(found, limit, last -> new Place(last.getDate(order.field()).toInstant(), last.getString("_id"))
                .toCursor());
    }

    Optional<Document> find(String organizationId, String id) {
        return Optional.ofNullable(records.find(and(eq("_id", id), eq("organizationId", organizationId))).first());
    }

    Map<String, @Nullable Object> toJson(Document record) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", record.getString("_id"));
        Documents.toJson(record).forEach((name, value) -> {
            if (fields.contains(name)) {
                json.put(name, value);
            }
        });
        return json;
    }
}
