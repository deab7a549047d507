package dev.nudge.api.lead;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.Json;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.Lead;
import dev.nudge.lead.OptOut;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The leads as the engine keeps them; what it needs to keep them right is not shown. */
public final class Leads {

    private static final Bson SHOWN = include("organizationId", "leadId", "createdAt", "lastNow", "statusChangedAt",
            "previousStatus", "attributes", "conversation", "optOuts", "automations");
    private static final Bson OWNER = include("organizationId", "leadId", "createdAt", "lastNow",
            "attributes.ownerId");

    private final MongoCollection<Document> leads;

    Leads(MongoTemplate store) {
        this.leads = store.getCollection(CollectionNames.LEADS);
    }

    public boolean has(String organizationId, String leadId) {
        return leads.find(of(organizationId, leadId)).projection(include("_id")).first() != null;
    }

    /** The lead, of whose attributes only the owner is known (S4). */
    public Optional<Lead> ofOwner(String organizationId, String leadId) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(OWNER).first())
                .map(LeadDocumentReader::lead);
    }

    /** The lead's state as its API document. */
    Optional<Map<String, @Nullable Object>> find(String organizationId, String leadId) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(SHOWN).first())
                .map(Leads::toJson);
    }

    /** In the order of their ids, of which the organization's is the beginning: by the primary key. */
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

    static Map<String, @Nullable Object> toJson(Document document) {
        Lead lead = LeadDocumentReader.lead(document);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("leadId", lead.key().leadId());
        json.put("createdAt", Json.text(lead.createdAt()));
        putIfKnown(json, "statusChangedAt", lead.statusHistory().statusChangedAt());
        putIfKnown(json, "previousStatus", lead.statusHistory().previousStatus());
        json.put("attributes", Documents.json(lead.attributes()));
        json.put("conversation", conversation(lead.conversation()));
        json.put("optOuts", optOuts(lead.optOuts()));
        json.put("automations", automations(lead.automations()));
        return json;
    }

    private static void putIfKnown(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, Documents.json(value));
        }
    }

    private static Map<String, @Nullable Object> conversation(Conversation conversation) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        putIfKnown(json, "lastInboundAt", conversation.lastInboundAt());
        putIfKnown(json, "lastOutboundAt", conversation.lastOutboundAt());
        putIfKnown(json, "lastInboundChannel", conversation.lastInboundChannel());
        putIfKnown(json, "lastInboundBody", conversation.lastInboundBody());
        json.put("inboundCount", conversation.inboundCount());
        json.put("outboundCount", conversation.outboundCount());
        putIfKnown(json, "lastInboundDirection", conversation.lastInboundDirection());
        putIfKnown(json, "lastMessageDirection", conversation.lastMessageDirection());
        return json;
    }

    /** {@code by} is the user who said it; null when the lead did, by its own words (F4). */
    private static List<Map<String, @Nullable Object>> optOuts(Map<Channel, OptOut> byChannel) {
        List<Map<String, @Nullable Object>> optOuts = new ArrayList<>();
        byChannel.keySet().stream().sorted(Comparator.comparing(Channel::json)).forEach(channel -> {
            OptOut optOut = Objects.requireNonNull(byChannel.get(channel));
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("channel", channel.json());
            json.put("at", Json.text(optOut.at()));
            json.put("by", optOut.by());
            optOuts.add(json);
        });
        return optOuts;
    }

    private static List<Map<String, @Nullable Object>> automations(SortedMap<String, Progress> byId) {
        List<Map<String, @Nullable Object>> automations = new ArrayList<>();
        byId.forEach((id, progress) -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("automationId", id);
            json.put("transitions", progress.transitions());
            json.put("followUps", progress.followUps());
            Run run = progress.run();
            if (run != null) {
                json.put("run", run(run));
            }
            automations.add(json);
        });
        return automations;
    }

    private static Map<String, @Nullable Object> run(Run run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("number", run.number());
        json.put("followUp", run.followUp());
        json.put("startedAt", Json.text(run.startedAt()));
        json.put("dueAt", Json.text(run.dueAt()));
        return json;
    }
}
