package dev.nudge.infrastructure.suppression;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.nudge.address.Address;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Inserts;
import dev.nudge.lead.Suppression;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The suppression list in MongoDB. An address that was taken off the list stays in it as not suppressed, so that an
 * older opt-out that arrives later does not count.
 */
public final class Suppressions {

    /** Where an entry comes from. */
    public enum Source {
        /** The lead wrote a keyword, or a producer reported its opt-out. */
        LEAD,
        /** A user of the organization changed the list. */
        USER,
        /** The entry was in an imported file. */
        IMPORT
    }

    private final MongoCollection<Document> suppressions;

    public Suppressions(MongoDatabase database) {
        this.suppressions = database.getCollection(CollectionNames.SUPPRESSIONS);
    }

    /**
     * Records a change, unless the list has a newer one about the address; of two of the same instant the suppression
     * counts (F4). Recording a change again has no effect. A suppression that the lead itself caused stays the lead's
     * when a user suppresses the address too.
     *
     * @return whether the list has changed
     */
    public boolean record(String organizationId, Suppression change, Source source) {
        return record(organizationId, change, source, null);
    }

    /** @param reason why a user changed the list; null when none was given */
    public boolean record(String organizationId, Suppression change, Source source, @Nullable String reason) {
        Address address = change.address();
        String id = DocumentIds.ofSuppression(organizationId, address);
        Date at = Date.from(change.at());
        Document entry = new Document("_id", id).append("organizationId", organizationId)
                .append("kind", address.kind().json()).append("address", address.key())
                .append("suppressed", change.suppressed()).append("at", at).append("by", change.by())
                .append("source", source.name()).append("reason", reason);
        if (Inserts.ifAbsent(suppressions, entry)) {
            return true;
        }
        Bson older = Filters.and(Filters.eq("_id", id), Filters.lt("at", at));
        if (change.suppressed() && source != Source.LEAD && update(Filters.and(older, Filters.eq("suppressed", true),
                Filters.eq("source", Source.LEAD.name())), Updates.set("at", at))) {
            return true;
        }
        Bson update = Updates.combine(Updates.set("suppressed", change.suppressed()), Updates.set("at", at),
                Updates.set("by", change.by()), Updates.set("source", source.name()), Updates.set("reason", reason));
        return update(older, update) || change.suppressed() && update(
                Filters.and(Filters.eq("_id", id), Filters.eq("at", at), Filters.eq("suppressed", false)), update);
    }

    private boolean update(Bson filter, Bson update) {
        return suppressions.updateOne(filter, update).getMatchedCount() > 0;
    }

    /** The ids among these whose addresses are suppressed, as {@link DocumentIds#ofSuppression} makes them. */
    public Set<String> suppressed(Collection<String> ids) {
        Set<String> suppressed = new HashSet<>();
        if (!ids.isEmpty()) {
            suppressions.find(Filters.and(Filters.in("_id", ids), Filters.eq("suppressed", true)))
                    .projection(Projections.include("_id")).forEach(entry -> suppressed.add(entry.getString("_id")));
        }
        return suppressed;
    }
}
