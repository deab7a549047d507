package dev.nudge.engine.delivery;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A change of a message.
 *
 * @param states in which the message must be
 * @param claim of the attempt to which the change belongs; null for a change without an attempt
 * @param values fields to set; null removes a field
 * @param attempt an entry to add to the message's history; null for none
 */
record MessageChange(String id, List<String> states, @Nullable String claim, Map<String, @Nullable Object> values,
        @Nullable Document attempt) {

    /** What several changes can have in common. */
    record Shared(Document filter, Document update) {}

    Shared shared() {
        Document filter = new Document("state",
                states.size() == 1 ? states.getFirst() : new Document("$in", states));
        if (claim != null) {
            filter.append("claim", claim);
        }
        Document set = new Document();
        Document unset = new Document();
        new TreeMap<>(values).forEach((name, value) -> {
            if (value == null) {
                unset.append(name, "");
            } else {
                set.append(name, value);
            }
        });
        Document update = new Document();
        if (!set.isEmpty()) {
            update.append("$set", set);
        }
        if (!unset.isEmpty()) {
            update.append("$unset", unset);
        }
        if (attempt != null) {
            update.append("$push", new Document("attempts", attempt));
        }
        return new Shared(filter, update);
    }
}
