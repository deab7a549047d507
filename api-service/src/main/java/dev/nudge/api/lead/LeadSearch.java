package dev.nudge.api.lead;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.model.Sorts;
import dev.nudge.api.store.Order;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.Query;
import dev.nudge.infrastructure.lead.LeadSearchKeys;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The filters, the order and the position of a list of leads. An index serves each order with and without a status, and
 * each kind of search; other filters of a search are applied to what it finds.
 *
 * @param text what people look for, in the order of ids; null: all leads
 * @param after the position where the previous page ended; null for the first page
 */
record LeadSearch(@Nullable String text, List<Bson> filters, Sort sort, @Nullable Bson after, int limit) {

    /** The orders, with their names in a request. */
    enum Sort {

        LEAD_ID("leadId", "_id", true),
        /** Newest first. */
        LAST_EVENT("lastEventAt", "lastNow", false),
        /** Due first; only leads with a waiting run. */
        NEXT_DUE("nextDueAt", "nextDueAt", true);

        private final String json;
        private final String field;
        private final boolean ascending;

        Sort(String json, String field, boolean ascending) {
            this.json = json;
            this.field = field;
            this.ascending = ascending;
        }

        private Order order() {
            return new Order(field, ascending);
        }

        private static Sort named(String name) {
            return switch (name) {
                case "lastEventAt" -> LAST_EVENT;
                case "nextDueAt" -> NEXT_DUE;
                default -> LEAD_ID;
            };
        }
    }

    /** @throws dev.nudge.api.web.ProblemException with all violations */
    static LeadSearch read(Query query, String organizationId) {
        query.allowOnly("limit", "cursor", "search", "status", "sort");
        Optional<String> text = query.text("search");
        List<Bson> filters = new ArrayList<>();
        query.text("status").ifPresent(status -> filters.add(eq("statusKey", LeadSearchKeys.ofStatus(status))));
        Sort asked = query.oneOf("sort", Sort.LEAD_ID.json, Sort.LAST_EVENT.json, Sort.NEXT_DUE.json).map(Sort::named)
                .orElse(Sort.LEAD_ID);
        if (asked == Sort.NEXT_DUE) {
            filters.add(gte("nextDueAt", Date.from(Instant.EPOCH)));
        }
        Sort sort = text.isPresent() ? Sort.LEAD_ID : asked;
        if (sort == Sort.LEAD_ID && text.isEmpty() && filters.isEmpty()) {
            filters.add(ofOrganization(organizationId));
        }
        Optional<Bson> after = query.cursor(1, 3, cursor -> after(cursor, sort, organizationId));
        int limit = query.limit();
        query.check();
        return new LeadSearch(text.orElse(null), filters, sort, after.orElse(null), limit);
    }

    /** The range of the primary key, which starts with the organization's id. */
    private static Bson ofOrganization(String organizationId) {
        return and(gt("_id", DocumentIds.ofLead(organizationId, "")),
                lt("_id", DocumentIds.afterAllOf(organizationId)));
    }

    private static Optional<Bson> after(Cursor cursor, Sort sort, String organizationId) {
        List<String> keys = cursor.keys();
        if (sort == Sort.LEAD_ID) {
            return keys.size() == 1
                    ? Optional.of(gt("_id", DocumentIds.ofLead(organizationId, keys.getFirst())))
                    : Optional.empty();
        }
        if (keys.size() != 3 || !keys.getFirst().equals(sort.json)) {
            return Optional.empty();
        }
        return Json.instant(keys.get(1)).map(
                at -> sort.order().after(Date.from(at), DocumentIds.ofLead(organizationId, keys.getLast())));
    }

    Bson order() {
        return sort == Sort.LEAD_ID ? Sorts.ascending("_id") : sort.order().sort();
    }

    /** The cursor contains the name of the order, because it is valid in that order only. */
    Cursor cursorAt(Document lead) {
        String leadId = lead.getString("leadId");
        return sort == Sort.LEAD_ID
                ? Cursor.at(leadId)
                : Cursor.at(sort.json, Json.text(lead.getDate(sort.field).toInstant()), leadId);
    }
}
