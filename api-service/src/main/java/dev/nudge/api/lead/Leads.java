package dev.nudge.api.lead;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.Json;
import dev.nudge.lead.Lead;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The leads that the engine stores, without the engine's internal fields. */
public final class Leads {

    private static final Bson SHOWN = include("organizationId", "leadId", "createdAt", "lastNow", "statusChangedAt",
            "previousStatus", "attributes", "conversation", "optOuts", "automations");
    private static final List<String> RUN_FIELDS = List.of("number", "followUp", "startedAt", "dueAt");
    private static final Bson OWNER = include("organizationId", "leadId", "createdAt", "lastNow",
            "attributes.ownerId");

    private final MongoCollection<Document> leads;

    Leads(MongoTemplate store) {
        this.leads = store.getCollection(CollectionNames.LEADS);
    }

    public boolean has(String organizationId, String leadId) {
        return leads.find(of(organizationId, leadId)).projection(include("_id")).first() != null;
    }

    /** The lead, reduced to the fields that determine its owner (S4). */
    public Optional<Lead> ofOwner(String organizationId, String leadId) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(OWNER).first())
                .map(LeadDocumentReader::lead);
    }

    /** The lead's state as its API document. */
    Optional<Map<String, @Nullable Object>> find(String organizationId, String leadId) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(SHOWN).first())
                .map(Leads::toJson);
    }

    /** Ordered by id, using the primary key, which starts with the organization id. */
    List<Document> list(String organizationId, String afterLeadId, int limit) {
        Bson ofOrganization = and(gt("_id", DocumentIds.ofLead(organizationId, afterLeadId)),
                lt("_id", DocumentIds.afterAllOf(organizationId)),
                eq("organizationId", organizationId));
        return leads.find(ofOrganization).projection(SHOWN).sort(Sorts.ascending("_id")).limit(limit)
                .into(new ArrayList<>());
    }

    private static Bson of(String organizationId, String leadId) {
        return and(eq("_id", DocumentIds.ofLead(organizationId, leadId)), eq("organizationId", organizationId));
    }

    /** Returns all readable fields of a document, even if it is incomplete. */
    static Map<String, @Nullable Object> toJson(Document lead) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("leadId", lead.getString("leadId"));
        putInstant(json, lead, "createdAt");
        putInstant(json, lead, "statusChangedAt");
        if (lead.getString("previousStatus") != null) {
            json.put("previousStatus", lead.getString("previousStatus"));
        }
        json.put("attributes", Documents.toJson(part(lead, "attributes")));
        json.put("conversation", Documents.toJson(part(lead, "conversation")));
        json.put("optOuts", optOuts(part(lead, "optOuts")));
        json.put("automations", automations(part(lead, "automations")));
        return json;
    }

    private static void putInstant(Map<String, @Nullable Object> json, Document lead, String name) {
        Date instant = lead.getDate(name);
        if (instant != null) {
            json.put(name, Json.text(instant.toInstant()));
        }
    }

    /** {@code by} is the user who set it; null when the lead's own message did (F4). */
    private static List<Map<String, @Nullable Object>> optOuts(Document byChannel) {
        List<Map<String, @Nullable Object>> optOuts = new ArrayList<>();
        byChannel.keySet().stream().sorted().forEach(channel -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("channel", channel);
            Document optOut = part(byChannel, channel);
            json.put("at", Json.text(optOut.getDate("at").toInstant()));
            json.put("by", optOut.getString("by"));
            optOuts.add(json);
        });
        return optOuts;
    }

    private static List<Map<String, @Nullable Object>> automations(Document progress) {
        List<Map<String, @Nullable Object>> automations = new ArrayList<>();
        progress.keySet().stream().sorted().forEach(id -> {
            Document one = part(progress, id);
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("automationId", id);
            json.put("transitions", one.get("transitions"));
            json.put("followUps", one.get("followUps"));
            if (one.get("run") instanceof Document run) {
                Map<String, @Nullable Object> waiting = Documents.toJson(run);
                waiting.keySet().retainAll(RUN_FIELDS);
                json.put("run", waiting);
            }
            automations.add(json);
        });
        return automations;
    }

    private static Document part(Document parent, String name) {
        Document part = parent.get(name, Document.class);
        return part == null ? new Document() : part;
    }
}
