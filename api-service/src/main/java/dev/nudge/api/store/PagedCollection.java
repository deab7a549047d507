package dev.nudge.api.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.Page;
import dev.nudge.infrastructure.mongo.Documents;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Append-only records, newest first by instant and, if present, by sequence; concurrent inserts do not shift later
 * pages.
 */
public final class PagedCollection {

    private static final String SEQUENCE = "sequence";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

    private final MongoCollection<Document> records;
    private final Order order;
    private final Set<String> fields;
    private final boolean hasSequences;

    /**
     * @param instant the field that determines the order
     * @param fields the fields of the record's JSON; other fields of a document are omitted
     */
    public PagedCollection(MongoCollection<Document> records, String instant, Set<String> fields) {
        this.records = records;
        this.order = new Order(instant, false);
        this.fields = fields;
        this.hasSequences = fields.contains(SEQUENCE);
    }

    /**
     * The collection of documents that contain a record in its topic format.
     *
     * @param more fields to include beside the record's own
     */
    public static PagedCollection ofRecords(MongoCollection<Document> records, String instant,
            Class<? extends Record> type, String... more) {
        Set<String> names = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName)
                .collect(Collectors.toCollection(HashSet::new));
        names.addAll(List.of(more));
        return new PagedCollection(records, instant, names);
    }

    /**
     * A position in the order.
     *
     * @param sequence the order of records of the same instant; null for records without one and in older cursors
     */
    public record PagePosition(Instant at, @Nullable Long sequence, String id) {

        public static Optional<PagePosition> at(Cursor cursor) {
            List<String> keys = cursor.keys();
            String sequence = keys.size() == 3 ? keys.get(1) : "";
            if (!sequence.isEmpty() && !NUMBER.matcher(sequence).matches()) {
                return Optional.empty();
            }
            return Json.instant(keys.getFirst()).map(
                    at -> new PagePosition(at, sequence.isEmpty() ? null : Long.valueOf(sequence), keys.getLast()));
        }
    }

    public Page<Document> page(Bson filter, @Nullable PagePosition after, int limit) {
        Bson from = after == null ? filter : and(filter, after(after));
        List<Document> found = records.find(from)
                .sort(hasSequences ? Sorts.descending(order.field(), SEQUENCE, "_id") : order.sort())
                .limit(limit + 1).into(new ArrayList<>());
        return Page.of(found, limit, this::cursor);
    }

    /** Records without a sequence are older than records of the same instant with one. */
    private Bson after(PagePosition place) {
        Date at = Date.from(place.at());
        if (!hasSequences) {
            return order.after(at, place.id());
        }
        Long sequence = place.sequence();
        Bson olderOfTheInstant = sequence == null
                ? and(eq(SEQUENCE, null), lt("_id", place.id()))
                : or(lt(SEQUENCE, sequence), eq(SEQUENCE, null), and(eq(SEQUENCE, sequence), lt("_id", place.id())));
        return and(lte(order.field(), at), or(lt(order.field(), at), olderOfTheInstant));
    }

    private Cursor cursor(Document last) {
        String at = Json.text(last.getDate(order.field()).toInstant());
        String id = last.getString("_id");
        if (!hasSequences) {
            return Cursor.at(at, id);
        }
        return Cursor.at(at, last.get(SEQUENCE) instanceof Number number ? Long.toString(number.longValue()) : "", id);
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
