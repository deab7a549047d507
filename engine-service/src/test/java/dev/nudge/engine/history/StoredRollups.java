package dev.nudge.engine.history;

import dev.nudge.engine.support.TestStore;
import dev.nudge.infrastructure.mongo.Documents;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The numbers of all stored roll-ups, by id. */
final class StoredRollups {

    private StoredRollups() {}

    static Map<String, Map<String, @Nullable Object>> in(TestStore store) {
        Map<String, Map<String, @Nullable Object>> counted = new TreeMap<>();
        store.database().getCollection("rollups").find().forEach(
                rollup -> counted.put(rollup.getString("_id"), Documents.toJson(rollup.get("counts", Document.class))));
        return counted;
    }
}
