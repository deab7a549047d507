package dev.nudge.engine.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final int PAGE_SIZE = 1_000;

    private final MongoCollection<Document> decisions;
    private final RollupDocuments documents;
    private final MongoCollection<Document> rollups;
    private final int pageSize;

    DecisionRollups(MongoDatabase database) {
        this(database, PAGE_SIZE);
    }

    DecisionRollups(MongoDatabase database, int pageSize) {
        this.pageSize = pageSize;
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

    /**
     * Reads the decisions in pages: while the embedded database executes one query of all, its other commands wait.
     * Decisions that are stored behind a page mark the hour again.
     */
    private RollupCounts counted(String organizationId, Instant hour) {
        RollupCounts counts = new RollupCounts();
        Bson inHour = and(eq("organizationId", organizationId),
                lt("at", Date.from(hour.plus(1, ChronoUnit.HOURS))));
        Instant from = hour;
        Set<Object> counted = new HashSet<>(); // of those at the instant from which the page begins
        int limit = pageSize;
        while (true) {
            List<Document> page = decisions.find(and(inHour, gte("at", Date.from(from))))
                    .projection(Projections.include("at", "automationId", "outcome", "reason"))
                    .sort(Sorts.ascending("at")).limit(limit).into(new ArrayList<>());
            for (Document decision : page) {
                if (!counted.contains(decision.get("_id"))) {
                    counts.add(organizationId, Kind.DECISIONS, hour, decision.get("automationId"),
                            decision.get("outcome"), decision.get("reason"));
                }
            }
            if (page.size() < limit) {
                return counts;
            }
            Instant last = at(page.getLast());
            boolean isLater = last.isAfter(from);
            if (isLater) {
                counted.clear();
            }
            page.stream().filter(decision -> last.equals(at(decision)))
                    .forEach(decision -> counted.add(decision.get("_id")));
            limit = isLater ? pageSize : 2 * limit; // until a page ends at a later instant
            from = last;
        }
    }

    private static Instant at(Document decision) {
        return decision.getDate("at").toInstant();
    }
}
