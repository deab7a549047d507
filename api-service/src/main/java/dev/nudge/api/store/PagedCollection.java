package dev.nudge.api.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.Page;
import dev.nudge.json.Json;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Records that the engine only adds to, newest first; what is added meanwhile moves no later page. */
public final class PagedCollection {

    private final MongoCollection<Document> records;
    private final Order order;
    private final Set<String> fields;

    /**
     * @param instant the field that the order goes by
     * @param fields the record's wire form; other fields of a document are not shown
     */
    public PagedCollection(MongoCollection<Document> records, String instant, Set<String> fields) {
        this.records = records;
        this.order = new Order(instant, false);
        this.fields = fields;
    }

    /**
     * The collection of documents that hold a record as it is written to its topic.
     *
     * @param more fields to show beside the record's own
     */
    public static PagedCollection ofRecords(MongoCollection<Document> records, String instant,
            Class<? extends Record> type, String... more) {
        Set<String> names = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName)
                .collect(Collectors.toCollection(HashSet::new));
        names.addAll(List.of(more));
        return new PagedCollection(records, instant, names);
    }

    /** A place in the order. */
    public record PagePosition(Instant at, String id) {

        Cursor toCursor() {
            return Cursor.at(Json.text(at), id);
        }

        public static Optional<PagePosition> at(Cursor cursor) {
            return Json.instant(cursor.keys().getFirst()).map(at -> new PagePosition(at, cursor.keys().getLast()));
        }
    }

    public Page<Document> page(Bson filter, @Nullable PagePosition after, int limit) {
        Bson from = after == null ? filter : and(filter, order.after(Date.from(after.at()), after.id()));
        List<Document> found = records.find(from).sort(order.sort()).limit(limit + 1)
                .into(new ArrayList<>());
        return Page.of(found, limit,
                last -> new PagePosition(last.getDate(order.field()).toInstant(), last.getString("_id"))
                        .toCursor());
    }

    public Optional<Document> find(String organizationId, String id) {
        return Optional.ofNullable(records.find(and(eq("_id", id), eq("organizationId", organizationId))).first());
    }

    public Map<String, @Nullable Object> toJson(Document record) {
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
