package dev.nudge.api.activity;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The newest decisions of automations. Reading is bounded and uses the index of lists; leads, whose documents the
 * engine writes with each event, are not read.
 */
final class RecentDecisions {

    private static final int MAX_DECISIONS = 500;
    private static final Bson FIELDS = include("leadId", "run", "outcome", "dueAt", "runEnded", "at");

    private final MongoCollection<Document> decisions;

    RecentDecisions(MongoCollection<Document> decisions) {
        this.decisions = decisions;
    }

    /** @param createdAt when the automation was created */
    Activity activity(String organizationId, String automationId, Instant createdAt) {
        Activity activity = new Activity(automationId, createdAt);
        decisions.find(and(eq("organizationId", organizationId), eq("automationId", automationId))).projection(FIELDS)
                .sort(Sorts.descending("at", "sequence", "_id")).limit(MAX_DECISIONS).batchSize(MAX_DECISIONS)
                .forEach(activity::add);
        return activity;
    }
}
