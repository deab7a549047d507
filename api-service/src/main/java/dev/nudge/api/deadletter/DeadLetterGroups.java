package dev.nudge.api.deadletter;

import com.mongodb.client.MongoIterable;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Counts dead letters by their reason. */
final class DeadLetterGroups {

    private static final int MAX_GROUPS = 100;

    private final Map<@Nullable String, Group> groups = new HashMap<>();

    private record Group(int count, Instant firstAt, Instant lastAt) {

        Group and(Group other) {
            return new Group(count + other.count, firstAt.isBefore(other.firstAt) ? firstAt : other.firstAt,
                    lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
        }
    }

    private DeadLetterGroups() {}

    static DeadLetterGroups of(MongoIterable<Document> letters) {
        DeadLetterGroups counted = new DeadLetterGroups();
        letters.forEach(letter -> {
            Instant at = letter.getDate("at").toInstant();
            counted.groups.merge(letter.getString("reason"), new Group(1, at, at), Group::and);
        });
        return counted;
    }

    /** The largest groups first; of equal size, the newest. */
    Map<String, Object> toJson() {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        groups.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<@Nullable String, Group> group) -> group.getValue().count())
                        .thenComparing(group -> group.getValue().lastAt()).reversed())
                .limit(MAX_GROUPS).forEach(group -> {
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put("reason", group.getKey());
                    json.put("count", group.getValue().count());
                    json.put("firstAt", Json.text(group.getValue().firstAt()));
                    json.put("lastAt", Json.text(group.getValue().lastAt()));
                    items.add(json);
                });
        return Map.of("items", items);
    }
}
