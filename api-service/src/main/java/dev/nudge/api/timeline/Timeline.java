package dev.nudge.api.timeline;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import dev.nudge.api.store.PagedCollection;
import dev.nudge.api.store.PagedCollection.PagePosition;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.Page;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Three lists, each newest first, merged into one. Of the same instant, messages come before the decisions that made
 * them, and decisions before the event that they are about. A page reads at most a page of each list.
 */
final class Timeline {

    /** In the order of entries of the same instant. */
    enum Kind {
        MESSAGE("message", "firedAt"),
        DECISION("decision", "at"),
        EVENT("event", "at");

        private final String json;
        private final String instant;

        Kind(String json, String instant) {
            this.json = json;
            this.instant = instant;
        }

        String json() {
            return json;
        }

        static Optional<Kind> of(String json) {
            return Arrays.stream(values()).filter(kind -> kind.json.equals(json)).findFirst();
        }
    }

    record Entry(Kind kind, Document document) {

        Instant at() {
            return document.getDate(kind.instant).toInstant();
        }

        private Cursor cursor() {
            String sequence = document.get("sequence") instanceof Number number
                    ? Long.toString(number.longValue())
                    : "";
            return Cursor.at(kind.json, Json.text(at()), sequence, document.getString("_id"));
        }
    }

    /** The last entry of the page before. */
    record Position(Kind kind, PagePosition place) {

        static Optional<Position> at(Cursor cursor) {
            List<String> keys = cursor.keys();
            return Kind.of(keys.getFirst()).flatMap(kind -> PagePosition
                    .at(new Cursor(keys.subList(1, 4))).map(place -> new Position(kind, place)));
        }
    }

    private final PagedCollection messages;
    private final PagedCollection decisions;
    private final PagedCollection events;

    Timeline(PagedCollection messages, PagedCollection decisions, PagedCollection events) {
        this.messages = messages;
        this.decisions = decisions;
        this.events = events;
    }

    PagedCollection of(Kind kind) {
        return switch (kind) {
            case MESSAGE -> messages;
            case DECISION -> decisions;
            case EVENT -> events;
        };
    }

    Page<Entry> page(Bson ofLead, @Nullable Position after, int limit) {
        List<Entry> entries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            page(kind, ofLead, after, limit + 1).forEach(document -> entries.add(new Entry(kind, document)));
        }
        entries.sort(Comparator.comparing(Entry::at).reversed());
        return Page.of(entries.subList(0, Math.min(entries.size(), limit + 1)), limit, Entry::cursor);
    }

    private List<Document> page(Kind kind, Bson ofLead, @Nullable Position after, int limit) {
        if (after == null) {
            return of(kind).page(ofLead, null, limit).items();
        }
        Date at = Date.from(after.place().at());
        int order = kind.compareTo(after.kind());
        if (order == 0) {
            return of(kind).page(ofLead, after.place(), limit).items();
        }
        Bson from = order > 0 ? lte(kind.instant, at) : lt(kind.instant, at);
        return of(kind).page(and(ofLead, from), null, limit).items();
    }
}
