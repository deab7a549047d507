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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
     * when a user suppresses the address too, in whichever order they are recorded.
     *
     * @return whether the list has changed
     */
    public boolean record(String organizationId, Suppression change, Source source) {
        return record(organizationId, change, source, null);
    }

    /** @param reason why a user changed the list; null when none was given */
    public boolean record(String organizationId, Suppression change, Source source, @Nullable String reason) {
        if (recordFirst(organizationId, change, source, reason)) {
            return true;
        }
        String id = DocumentIds.ofSuppression(organizationId, change.address());
        Date at = Date.from(change.at());
        Bson older = Filters.and(Filters.eq("_id", id), Filters.lt("at", at));
        if (change.suppressed() && source != Source.LEAD && update(Filters.and(older, Filters.eq("suppressed", true),
                Filters.eq("source", Source.LEAD.name())), Updates.set("at", at))) {
            return true;
        }
        Bson update = Updates.combine(Updates.set("suppressed", change.suppressed()), Updates.set("at", at),
                Updates.set("by", change.by()), Updates.set("source", source.name()), Updates.set("reason", reason));
        return update(older, update) || change.suppressed() && update(
                Filters.and(Filters.eq("_id", id), Filters.eq("at", at), Filters.eq("suppressed", false)), update)
                || change.suppressed() && source == Source.LEAD && update(
                        Filters.and(Filters.eq("_id", id), Filters.eq("suppressed", true),
                                Filters.in("source", Source.USER.name(), Source.IMPORT.name())),
                        Updates.combine(Updates.set("by", change.by()), Updates.set("source", source.name())));
    }

    /**
     * Records a change of the lead if the list has none about the address; a repeated message must not undo a later
     * one.
     */
    public void recordFirst(String organizationId, Suppression change) {
        recordFirst(organizationId, change, Source.LEAD, null);
    }

    private boolean recordFirst(String organizationId, Suppression change, Source source, @Nullable String reason) {
        Address address = change.address();
        return Inserts.ifAbsent(suppressions, new Document("_id", DocumentIds.ofSuppression(organizationId, address))
                .append("organizationId", organizationId).append("kind", address.kind().json())
                .append("address", address.key()).append("suppressed", change.suppressed())
                .append("at", Date.from(change.at())).append("by", change.by()).append("source", source.name())
                .append("reason", reason));
    }

    private boolean update(Bson filter, Bson update) {
        return suppressions.updateOne(filter, update).getMatchedCount() > 0;
    }

    /**
     * The list's entries about changes that may have been recorded, by their ids. Recording those that {@link
     * #contains} finds in them would have no effect.
     */
    public Map<String, Document> entries(Collection<String> ids) {
        Map<String, Document> entries = new HashMap<>();
        if (!ids.isEmpty()) {
            suppressions.find(Filters.in("_id", ids)).forEach(entry -> entries.put(entry.getString("_id"), entry));
        }
        return entries;
    }

    /** Whether recording the change would have no effect on the entry about its address, which is null when absent. */
    public static boolean contains(@Nullable Document entry, Suppression change, Source source) {
        if (entry == null || !(entry.get("at") instanceof Date at)) {
            return false;
        }
        boolean suppressed = entry.getBoolean("suppressed", false);
        boolean isNewest = at.toInstant().isAfter(change.at())
                || at.toInstant().equals(change.at()) && (suppressed || !change.suppressed());
        boolean becomesTheLeads = suppressed && change.suppressed() && source == Source.LEAD
                && !Source.LEAD.name().equals(entry.getString("source"));
        return isNewest && !becomesTheLeads;
    }

    /** Whether one of the addresses is suppressed because the lead itself opted out. */
    public boolean hasOptOutOfLead(String organizationId, Collection<Address> addresses) {
        List<String> ids = addresses.stream().map(each -> DocumentIds.ofSuppression(organizationId, each)).toList();
        return !ids.isEmpty() && suppressions.find(Filters.and(Filters.in("_id", ids), Filters.eq("suppressed", true),
                Filters.eq("source", Source.LEAD.name()))).projection(Projections.include("_id")).first() != null;
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
