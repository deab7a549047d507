package dev.nudge.engine.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.nudge.engine.history.RollupDocuments.Kind;
import dev.nudge.engine.history.RollupDocuments.Rollup;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.infrastructure.mongo.CollectionNames;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The numbers of decisions by organization, hour, automation, outcome and reason. They are counted from the stored
 * decisions, never incremented. After decisions were stored, and before their offsets are committed, their hours are
 * marked; a marked hour is counted, and unmarked if no other batch has marked it in the meantime. After a crash between
 * any two of these steps, the hour is still marked, or the batch comes again and marks it.
 */
final class DecisionRollups {

    private static final int MOST_HOURS = 1_000;

    private final MongoCollection<Document> decisions;
    private final RollupDocuments documents;
    private final MongoCollection<Document> rollups;

    DecisionRollups(MongoDatabase database) {
        this.decisions = database.getCollection(CollectionNames.DECISIONS);
        this.documents = new RollupDocuments(database);
        this.rollups = documents.collection();
    }

    /** Marks the hours of decisions that are stored now, or were stored before. */
    void stored(Collection<Document> stored) {
        Map<String, Rollup> hours = new TreeMap<>();
        for (Document decision : stored) {
            Rollup hour = new Rollup(decision.getString("organizationId"), Kind.DECISIONS,
                    RollupCounts.hour(decision.getDate("at").toInstant()), null);
            hours.put(hour.id(), hour);
        }
        if (hours.isEmpty()) {
            return;
        }
        Bson marked = in("_id", List.copyOf(hours.keySet()));
        Bson mark = Updates.set("changed", UUID.randomUUID().toString());
        if (rollups.updateMany(marked, mark).getMatchedCount() < hours.size()) {
            RecordDocuments.insertNew(rollups, hours.values().stream().map(Rollup::empty).toList());
            rollups.updateMany(marked, mark);
        }
    }

    /** Counts the hours that are marked. */
    void count() {
        for (Document hour : rollups.find(gt("changed", "")).limit(MOST_HOURS).into(new ArrayList<>())) {
            documents.raise(counted(hour.getString("organizationId"), hour.getDate("at").toInstant()));
            rollups.updateOne(and(eq("_id", hour.get("_id")), eq("changed", hour.get("changed"))),
                    Updates.unset("changed"));
        }
    }

    private RollupCounts counted(String organizationId, Instant hour) {
        RollupCounts counts = new RollupCounts();
        decisions.find(and(eq("organizationId", organizationId), gte("at", Date.from(hour)),
                lt("at", Date.from(hour.plus(1, ChronoUnit.HOURS)))))
                .projection(Projections.include("automationId", "outcome", "reason"))
                .timeoutMode(TimeoutMode.ITERATION)
                .forEach(decision -> counts.add(organizationId, Kind.DECISIONS, hour, decision.get("automationId"),
                        decision.get("outcome"), decision.get("reason")));
        return counts;
    }
}
