package dev.nudge.engine.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Removal;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the personal data of deleted leads from their messages, decisions and stored events (E10). */
public final class PersonalData {

    private static final Logger LOG = LoggerFactory.getLogger(PersonalData.class);

    /** The reason of messages that are not handed over because their lead was deleted. */
    public static final String LEAD_DELETED = "LEAD_DELETED";

    private static final Bson ERASED_IN_MESSAGES = Updates.combine(Updates.unset("to"), Updates.unset("text"),
            Updates.unset("subject"), Updates.unset("providerText"), Updates.unset("comment"),
            Updates.unset("attempts"),
            Updates.unset("variables"), Updates.unset("contentVariables"));
    private static final Bson ERASED_IN_DECISIONS = Updates.set("trace", List.of());
    private static final Bson ERASED_IN_LEAD_EVENTS = Updates.unset("fields");

    private final MongoCollection<Document> messages;
    private final MongoCollection<Document> decisions;
    private final MongoCollection<Document> leadEvents;
    private final MongoCollection<Document> leads;

    public PersonalData(MongoDatabase database) {
        this.messages = database.getCollection(CollectionNames.MESSAGES);
        this.decisions = database.getCollection(CollectionNames.DECISIONS);
        this.leadEvents = database.getCollection(CollectionNames.LEAD_EVENTS);
        this.leads = database.getCollection(CollectionNames.LEADS);
    }

    /** Removes the personal data of a lead up to an instant, and ends the messages that wait ({@code FAILED}). */
    void erase(LeadKey lead, Instant until) {
        Bson ofLead = Filters.and(Filters.eq("organizationId", lead.organizationId()),
                Filters.eq("leadId", lead.leadId()));
        Bson firedUntil = Filters.and(ofLead, Filters.lte("firedAt", Date.from(until)));
        messages.updateMany(Filters.and(firedUntil, Filters.eq("state", MessageState.QUEUED.name())),
                Updates.combine(Updates.set("state", MessageState.FAILED.name()),
                        Updates.set("stateAt", Date.from(until)), Updates.set("reason", LEAD_DELETED),
                        Updates.unset("nextAttemptAt")));
        messages.updateMany(firedUntil, ERASED_IN_MESSAGES);
        messages.updateMany(Filters.and(firedUntil, Filters.ne("reason", LEAD_DELETED)), Updates.unset("reason"));
        Bson atMost = Filters.and(ofLead, Filters.lte("at", Date.from(until)));
        decisions.updateMany(atMost, ERASED_IN_DECISIONS);
        leadEvents.updateMany(atMost, ERASED_IN_LEAD_EVENTS);
        Removal removal = removals(List.of(lead)).get(lead);
        if (removal != null) {
            leadEvents.updateMany(Filters.and(ofLead, Filters.lte("occurredAt", Date.from(removal.occurredAt()))),
                    ERASED_IN_LEAD_EVENTS);
        }
    }

    /**
     * Removes the personal data of those leads that were deleted after one of the records. For consumers that store
     * records about leads, after they have stored them: the deletion may have come first.
     *
     * @param stored the documents of the records, with {@code organizationId} and {@code leadId}
     * @param instantField the field with the instant of the record
     */
    public void eraseDeleted(Collection<Document> stored, String instantField) {
        Map<LeadKey, Instant> earliest = earliest(stored, instantField);
        removals(earliest.keySet()).forEach((lead, removal) -> {
            if (isAtMost(earliest.get(lead), removal.at())) {
                erase(lead, removal.at());
            }
        });
    }

    /**
     * The same for events, with {@code at}, and for those that occurred before the deletion of their lead, with
     * {@code occurredAt}, and arrived after it.
     */
    public void eraseDeletedEvents(Collection<Document> events) {
        Map<LeadKey, Instant> earliest = earliest(events, "at");
        Map<LeadKey, Instant> occurred = earliest(events, "occurredAt");
        removals(earliest.keySet()).forEach((lead, removal) -> {
            if (isAtMost(earliest.get(lead), removal.at()) || isAtMost(occurred.get(lead), removal.occurredAt())) {
                erase(lead, removal.at());
            }
        });
    }

    private static boolean isAtMost(@Nullable Instant instant, Instant end) {
        return instant != null && !instant.isAfter(end);
    }

    private static Map<LeadKey, Instant> earliest(Collection<Document> stored, String instantField) {
        Map<LeadKey, Instant> earliest = new HashMap<>();
        for (Document document : stored) {
            if (document.get(instantField) instanceof Date at) {
                leadOf(document).ifPresent(lead -> earliest.merge(lead, at.toInstant(),
                        (one, other) -> one.isBefore(other) ? one : other));
            }
        }
        return earliest;
    }

    private static Optional<LeadKey> leadOf(Document document) {
        return document.get("organizationId") instanceof String organizationId
                && document.get("leadId") instanceof String leadId && LeadKey.isValid(organizationId, leadId)
                        ? Optional.of(new LeadKey(organizationId, leadId))
                        : Optional.empty();
    }

    private Map<LeadKey, Removal> removals(Collection<LeadKey> keys) {
        Map<LeadKey, Removal> removals = new HashMap<>();
        if (!keys.isEmpty()) {
            List<String> ids = keys.stream().map(DocumentIds::ofLead).distinct().sorted().toList();
            leads.find(Filters.and(Filters.in("_id", ids), Filters.exists("removal")))
                    .projection(Projections.include("organizationId", "leadId", "lastNow", "removal"))
                    .forEach(document -> readInto(removals, document));
        }
        return removals;
    }

    /** A lead whose document cannot be read must not stop the consumers. */
    private static void readInto(Map<LeadKey, Removal> removals, Document document) {
        try {
            Lead lead = LeadDocumentReader.lead(document);
            if (lead.removal() != null) {
                removals.put(lead.key(), lead.removal());
            }
        } catch (RuntimeException unreadableDocument) {
            LOG.error("The deletion of the lead {} cannot be read, its personal data is kept", document.get("_id"),
                    unreadableDocument);
        }
    }
}
