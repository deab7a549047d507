package dev.nudge.api.deadletter;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;

import dev.nudge.api.web.Query;
import dev.nudge.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bson.conversions.Bson;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Selects dead letters of any organization; what is null selects all.
 *
 * @param from inclusive, of the instant at which the record was dead-lettered
 * @param to exclusive
 */
record DeadLetterFilter(@Nullable String reason, @Nullable String topic, @Nullable Instant from, @Nullable Instant to,
        @Nullable Boolean replayed) {

    private static final int MAX_REASON_LENGTH = 4_000;
    private static final int MAX_TOPIC_LENGTH = 249;

    /** Reads the parameters; {@link Query#check} reports what is wrong with them. */
    static DeadLetterFilter read(Query query) {
        return new DeadLetterFilter(query.text("reason", MAX_REASON_LENGTH).orElse(null),
                query.text("topic", MAX_TOPIC_LENGTH).orElse(null), query.instant("from").orElse(null),
                query.instant("to").orElse(null),
                query.oneOf("replayed", "true", "false").map(Boolean::valueOf).orElse(null));
    }

    /** Reads the fields and records their violations. Without {@code replayed}, selects what was not replayed yet. */
    static DeadLetterFilter read(JsonObject object) {
        object.allowOnly(Set.of("reason", "topic", "from", "to", "replayed"));
        Boolean replayed = object.bool("replayed");
        return new DeadLetterFilter(object.text("reason", MAX_REASON_LENGTH), object.text("topic", MAX_TOPIC_LENGTH),
                object.instant("from"), object.instant("to"),
                replayed != null && replayed);
    }

    Bson toBson() {
        List<Bson> filters = new ArrayList<>();
        if (reason != null) {
            filters.add(eq("reason", reason));
        }
        if (topic != null) {
            filters.add(eq("topic", topic));
        }
        if (from != null) {
            filters.add(gte("at", Date.from(from)));
        }
        if (to != null) {
            filters.add(lt("at", Date.from(to)));
        }
        if (replayed != null) {
            filters.add(replayed ? ne("replayedAt", null) : eq("replayedAt", null));
        }
        return filters.isEmpty() ? new Document() : and(filters);
    }
}
