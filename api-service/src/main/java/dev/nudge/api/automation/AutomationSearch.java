package dev.nudge.api.automation;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Filters.regex;

import dev.nudge.api.store.Order;
import dev.nudge.api.web.Cursor;
import dev.nudge.api.web.Query;
import dev.nudge.json.Json;
import dev.nudge.json.Violation;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The filters, the order and the position of an automation list.
 *
 * @param after the position where the previous page ended; null for the first page
 */
record AutomationSearch(List<Bson> filters, Order order, @Nullable Bson after, int limit) {

    private static final String CREATED_AT = "createdAt";
    private static final String NAME = "name";
    private static final int MAX_IDS = 100;

    /**
     * @param switchedOn the ids of the automations that are on for the caller; called only if needed
     * @throws dev.nudge.api.web.ProblemException with all violations
     */
    static AutomationSearch read(Query query, Supplier<Set<String>> switchedOn) {
        query.allowOnly("limit", "cursor", "sort", NAME, "search", "ids", "template", "event", "triggerLogicType",
                "enabled", "createdBy");
        List<Bson> filters = new ArrayList<>();
        query.text(NAME).ifPresent(name -> filters.add(eq(NAME, name)));
        query.text("search").ifPresent(part -> {
            if (part.indexOf('\0') >= 0) { // BSON has no such regular expressions
                query.refuse("search", Violation.FORMAT, "Expected \"search\" without the character U+0000.");
            } else {
                filters.add(regex(NAME, Pattern.quote(part), "i"));
            }
        });
        query.list("ids", MAX_IDS).ifPresent(ids -> filters.add(in("_id", ids)));
        query.text("template").ifPresent(template -> filters.add(
                or(eq("actions.sendMessage.template", template), eq("steps.actions.sendMessage.template", template))));
        query.text("event").ifPresent(type -> filters.add(or(eq("event", type), eq("triggerType", type)))); // S1
        query.oneOf("triggerLogicType", "event", "timer")
                .ifPresent(type -> filters.add(eq("triggerLogicType", type)));
        query.text("createdBy").ifPresent(user -> filters.add(eq("userId", user)));
        Optional<String> enabled = query.oneOf("enabled", "true", "false");
        Order order = new Order(query.oneOf("sort", CREATED_AT, NAME).orElse(CREATED_AT), true);
        Optional<Bson> after = query.cursor(3, cursor -> after(cursor, order));
        int limit = query.limit();
        query.check();
        enabled.ifPresent(on -> filters
                .add(on.equals("true") ? in("_id", switchedOn.get()) : nin("_id", switchedOn.get())));
        return new AutomationSearch(filters, order, after.orElse(null), limit);
    }

    /** The cursor contains the name of the order, because it is valid in that order only. */
    Cursor cursorAt(StoredAutomation automation) {
        return Cursor.at(order.field(),
                order.field().equals(NAME) ? automation.name() : Json.text(automation.createdAt()), automation.id());
    }

    private static Optional<Bson> after(Cursor cursor, Order order) {
        String value = cursor.keys().get(1);
        String id = cursor.keys().getLast();
        if (!cursor.keys().getFirst().equals(order.field())) {
            return Optional.empty();
        }
        return order.field().equals(NAME)
                ? Optional.of(order.after(value, id))
                : Json.instant(value).map(instant -> order.after(Date.from(instant), id));
    }
}
