package dev.nudge.api.stats;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The numbers that the engine keeps for each hour, in buckets of hours or of days (UTC). */
public final class Stats {

    private final MongoCollection<Document> rollups;

    Stats(MongoTemplate store) {
        this.rollups = store.getCollection(CollectionNames.ROLLUPS);
    }

    /**
     * The buckets of a period, also those in which nothing happened.
     *
     * @param automationId null for all automations
     * @param from the start of the first bucket
     * @param to the end of the last bucket
     */
    List<Map<String, Object>> buckets(String organizationId, @Nullable String automationId, Instant from, Instant to,
            ChronoUnit unit) {
        Map<Instant, Bucket> buckets = new TreeMap<>();
        for (Instant at = from; at.isBefore(to); at = at.plus(unit.getDuration())) {
            buckets.put(at, new Bucket());
        }
        rollups.find(and(eq("organizationId", organizationId), eq("automationId", automationId),
                gte("at", Date.from(from)), lt("at", Date.from(to)))).forEach(rollup -> {
                    Bucket bucket = buckets.get(rollup.getDate("at").toInstant().truncatedTo(unit));
                    if (bucket != null) {
                        bucket.add(rollup);
                    }
                });
        List<Map<String, Object>> json = new ArrayList<>();
        buckets.forEach((at, bucket) -> json.add(bucket.toJson(at)));
        return json;
    }

    /** The bucket of the hour, of all automations. */
    public Map<String, Object> hour(String organizationId, Instant at) {
        Instant hour = at.truncatedTo(ChronoUnit.HOURS);
        return buckets(organizationId, null, hour, hour.plus(Duration.ofHours(1)), ChronoUnit.HOURS).getFirst();
    }

    /** The numbers by outcome and reason, and by channel and state. */
    private static final class Bucket {
        private final Map<String, Map<String, Long>> decisions = new TreeMap<>();
        private final Map<String, Map<String, Long>> messages = new TreeMap<>();

        void add(Document rollup) {
            Map<String, Map<String, Long>> into = "messages".equals(rollup.get("kind")) ? messages : decisions;
            if (rollup.get("counts") instanceof Document counts) {
                counts.forEach((first, names) -> {
                    if (names instanceof Document numbers) {
                        numbers.forEach((second, number) -> into.computeIfAbsent(first, _ -> new TreeMap<>())
                                .merge(second, ((Number) number).longValue(), Long::sum));
                    }
                });
            }
        }

        Map<String, Object> toJson(Instant at) {
            return Map.of("at", Json.text(at), "decisions", list(decisions, "outcome", "reason"), "messages",
                    list(messages, "channel", "state"));
        }

        private static List<Map<String, Object>> list(Map<String, Map<String, Long>> numbers, String first,
                String second) {
            List<Map<String, Object>> list = new ArrayList<>();
            numbers.forEach((one, others) -> others.forEach((other, count) -> {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put(first, one);
                entry.put(second, other);
                entry.put("count", count);
                list.add(entry);
            }));
            return list;
        }
    }
}
