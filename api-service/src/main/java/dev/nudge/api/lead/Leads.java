package dev.nudge.api.lead;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.infrastructure.lead.LeadAddresses;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.Json;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Removal;
import dev.nudge.lead.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The leads that the engine stores, without the engine's internal fields. */
public final class Leads {

    private static final Bson SHOWN = include("organizationId", "leadId", "createdAt", "lastNow", "statusChangedAt",
            "previousStatus", "attributes", "conversation", "optOuts", "consents", "automations", "removal");
    private static final Bson OWNER = include("organizationId", "leadId", "createdAt", "lastNow",
            "attributes.ownerId");
    private static final Bson CONSENTS = include("organizationId", "leadId", "lastNow", "optOuts", "consents");
    private static final Bson ATTRIBUTES = include("organizationId", "leadId", "lastNow", "attributes");
    private static final Bson ADDRESSES = include("organizationId", "leadId", "lastNow", "attributes.phone",
            "attributes.email");

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

    /** The lead's opt-out or opt-in for a kind of address (F4). */
    Optional<Consent> consent(String organizationId, String leadId, AddressKind kind) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(CONSENTS).first())
                .flatMap(document -> Optional.ofNullable(LeadDocumentReader.lead(document).consents().get(kind)));
    }

    /** The attributes of the newest leads. */
    public List<Map<String, Object>> newestAttributes(String organizationId, int limit) {
        return leads.find(eq("organizationId", organizationId)).projection(ATTRIBUTES)
                .sort(Sorts.descending("createdAt")).limit(limit)
                .map(document -> LeadDocumentReader.lead(document).attributes()).into(new ArrayList<>());
    }

    /**
     * The ids of all leads that have one of the addresses now.
     *
     * @param region of phone numbers without a country code; null: only international numbers
     */
    public Map<Address, List<String>> withAddresses(String organizationId, Collection<Address> addresses,
            @Nullable String region) {
        Map<Address, List<String>> found = new LinkedHashMap<>();
        addresses.forEach(address -> found.put(address, new ArrayList<>()));
        Map<String, Address> wanted = new HashMap<>();
        Set<String> keys = new TreeSet<>();
        for (Address address : addresses) {
            wanted.put(address.kind() + address.key(), address);
            keys.addAll(LeadAddresses.keysOf(address, region));
        }
        leads.find(and(eq("organizationId", organizationId), in("addresses", keys))).projection(ADDRESSES)
                .map(LeadDocumentReader::lead).forEach(lead -> addressesOf(lead, region).forEach(address -> {
                    Address known = wanted.get(address.kind() + address.key());
                    if (known != null) {
                        found.getOrDefault(known, new ArrayList<>()).add(lead.key().leadId());
                    }
                }));
        return found;
    }

    private static Stream<Address> addressesOf(Lead lead, @Nullable String region) {
        return Arrays.stream(AddressKind.values())
                .flatMap(kind -> Optional.ofNullable(lead.text(kind == AddressKind.PHONE ? "phone" : "email"))
                        .flatMap(text -> Address.of(kind, text, region)).stream());
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

    /**
     * The lead as its API document, from a document of either version of the semantics. {@code deletedAt} and
     * {@code mergedInto} are about its latest removal (E10); {@code createdAt} is absent until an event has made it
     * known, or made it known again.
     */
    static Map<String, @Nullable Object> toJson(Document document) {
        Lead lead = LeadDocumentReader.lead(document);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("leadId", lead.key().leadId());
        putInstant(json, "createdAt", lead.createdAt());
        Removal removal = lead.removal();
        if (removal != null) {
            putInstant(json, "deletedAt", removal.occurredAt());
            putText(json, "mergedInto", removal.mergedInto());
        }
        putInstant(json, "statusChangedAt", lead.statusHistory().statusChangedAt());
        putText(json, "previousStatus", lead.statusHistory().previousStatus());
        json.put("attributes", lead.attributes());
        json.put("conversation", conversation(document));
        json.put("optOuts", optOuts(lead));
        json.put("automations", automations(lead));
        return json;
    }

    private static void putInstant(Map<String, @Nullable Object> json, String name, @Nullable Instant instant) {
        if (instant != null) {
            json.put(name, Json.text(instant));
        }
    }

    private static void putText(Map<String, @Nullable Object> json, String name, @Nullable String text) {
        if (text != null) {
            json.put(name, text);
        }
    }

    private static Map<String, @Nullable Object> conversation(Document lead) {
        Document conversation = lead.get("conversation", Document.class);
        return conversation == null ? Map.of() : Documents.toJson(conversation);
    }

    /** {@code by} is the user who recorded it; null when the lead's own message did (F4). */
    private static List<Map<String, @Nullable Object>> optOuts(Lead lead) {
        List<Map<String, @Nullable Object>> optOuts = new ArrayList<>();
        lead.consents().forEach((kind, consent) -> {
            if (consent.optedOut()) {
                Map<String, @Nullable Object> json = new LinkedHashMap<>();
                json.put("channel", kind.json());
                json.put("at", Json.text(consent.at()));
                json.put("by", consent.by());
                optOuts.add(json);
            }
        });
        return optOuts;
    }

    private static List<Map<String, @Nullable Object>> automations(Lead lead) {
        List<Map<String, @Nullable Object>> automations = new ArrayList<>();
        lead.automations().forEach((id, progress) -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("automationId", id);
            json.put("transitions", progress.transitions());
            json.put("followUps", progress.followUps());
            json.put("runs", progress.runs().stream().map(Leads::run).toList());
            automations.add(json);
        });
        return automations;
    }

    private static Map<String, @Nullable Object> run(Run run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("number", run.number());
        json.put("startedAt", Json.text(run.startedAt()));
        json.put("dueAt", Json.text(run.dueAt()));
        json.put("followUp", run.followUp());
        return json;
    }
}
