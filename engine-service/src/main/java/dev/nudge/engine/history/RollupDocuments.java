package dev.nudge.engine.history;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code rollups}: a document for each organization, hour and kind, with the numbers of all automations,
 * and one for each automation. A number is raised to what was counted and never lowered, so that counting again, or
 * counting by several engines at the same time, changes nothing that is right.
 */
final class RollupDocuments {

    /** What is counted. */
    enum Kind {
        DECISIONS,
        MESSAGES;

        String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param automationId null for all automations */
    record Rollup(String organizationId, Kind kind, Instant hour, @Nullable String automationId) {

        String id() {
            return DocumentIds.ofRollup(organizationId, hour, kind.json(), automationId);
        }

        Document empty() {
            return new Document("_id", id()).append("organizationId", organizationId).append("kind", kind.json())
                    .append("at", Date.from(hour)).append("automationId", automationId)
                    .append("counts", new Document());
        }
    }

    private static final int CHUNK = 500;

    private final MongoCollection<Document> rollups;

    RollupDocuments(MongoDatabase database) {
        this.rollups = database.getCollection(CollectionNames.ROLLUPS);
    }

    MongoCollection<Document> collection() {
        return rollups;
    }

    /** Raises the numbers to those that were counted. */
    void raise(RollupCounts counts) {
        List<Rollup> all = new ArrayList<>(counts.rollups());
        for (int i = 0; i < all.size(); i += CHUNK) {
            raise(all.subList(i, Math.min(all.size(), i + CHUNK)), counts);
        }
    }

    private void raise(List<Rollup> chunk, RollupCounts counts) {
        Map<String, Document> stored = new TreeMap<>();
        rollups.find(Filters.in("_id", chunk.stream().map(Rollup::id).sorted().toList()))
                .forEach(rollup -> stored.put(rollup.getString("_id"), rollup));
        RecordDocuments.insertNew(rollups, chunk.stream().filter(rollup -> !stored.containsKey(rollup.id()))
                .map(Rollup::empty).toList());
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (Rollup rollup : chunk) {
            List<Bson> raised = new ArrayList<>();
            counts.of(rollup).forEach((path, number) -> {
                if (number > stored(stored.get(rollup.id()), path)) {
                    raised.add(Updates.max("counts." + path, number));
                }
            });
            if (!raised.isEmpty()) {
                writes.add(new UpdateOneModel<>(Filters.eq("_id", rollup.id()), Updates.combine(raised)));
            }
        }
        if (!writes.isEmpty()) {
            rollups.bulkWrite(writes, new BulkWriteOptions().ordered(false));
        }
    }

    private static long stored(@Nullable Document rollup, String path) {
        return rollup != null
                && rollup.getEmbedded(List.of(("counts." + path).split("\\.")), Object.class) instanceof Number number
                        ? number.longValue()
                        : 0;
    }
}
