package dev.nudge.api.lead;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Sorts;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.web.Page;
import dev.nudge.infrastructure.lead.LeadAddresses;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.lead.LeadSearchKeys;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.Json;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Lead;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Zones;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The leads that the engine stores, without the engine's internal fields. */
public final class Leads {

    private static final Bson SHOWN = include("organizationId", "leadId", "createdAt", "lastNow", "nextDueAt",
            "statusChangedAt",
            "previousStatus", "attributes", "conversation", "optOuts", "consents", "automations", "removal");
    private static final List<String> RUN_FIELDS = List.of("number", "startedAt", "dueAt", "followUp");
    private static final Bson OWNER = include("organizationId", "leadId", "createdAt", "lastNow",
            "attributes.ownerId");
    private static final Bson CONSENTS = include("organizationId", "leadId", "lastNow", "optOuts", "consents");
    private static final Bson CONSENTS_AND_ADDRESSES = include("organizationId", "leadId", "lastNow", "optOuts",
            "consents", "attributes.phone", "attributes.email");
    private static final Bson ADDRESSES = include("leadId", "attributes.phone", "attributes.email");

    /** As the database compares them: by code points. */
    private static final Comparator<Document> BY_ID = Comparator
            .comparing(lead -> lead.getString("_id").getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final MongoCollection<Document> leads;

    Leads(MongoTemplate store) {
        this.leads = store.getCollection(CollectionNames.LEADS);
    }

    public boolean has(String organizationId, String leadId) {
        return leads.find(of(organizationId, leadId)).projection(include("_id")).first() != null;
    }

    /** Whether the automation has started a run for the lead at any time. */
    boolean hasHadRuns(String organizationId, String leadId, String automationId) {
        Document lead = leads.find(of(organizationId, leadId)).projection(include("automations")).first();
        return lead != null && part(lead, "automations").containsKey(automationId);
    }

    /** Whether there is such a lead that was not deleted; one that was merged passes events on (E10). */
    public boolean isKnown(String organizationId, String leadId) {
        Document lead = leads.find(of(organizationId, leadId)).projection(include("removal")).first();
        return lead != null
                && (!(lead.get("removal") instanceof Document removal) || removal.get("mergedInto") != null);
    }

    /** The lead, reduced to the fields that determine its owner (S4). */
    public Optional<Lead> ofOwner(String organizationId, String leadId) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(OWNER).first())
                .map(LeadDocumentReader::lead);
    }

    /** The lead's opt-out or opt-in for a kind of address (F4). */
    Optional<Consent> consent(String organizationId, String leadId, AddressKind kind) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(CONSENTS).first())
                .flatMap(lead -> consent(lead, kind));
    }

    private static Optional<Consent> consent(Document lead, AddressKind kind) {
        return Optional.ofNullable(LeadDocumentReader.lead(lead).consents().get(kind));
    }

    /** The lead's valid addresses. */
    List<Address> addresses(String organizationId, String leadId, @Nullable String region) {
        Document lead = leads.find(of(organizationId, leadId)).projection(ADDRESSES).first();
        return lead == null ? List.of() : addressesOf(lead, region).toList();
    }

    /** Whether a lead that has the address now has such an opt-out or opt-in for its kind. */
    public boolean anyConsent(String organizationId, Address address, @Nullable String region,
            Predicate<Consent> predicate) {
        for (Document lead : withKeys(organizationId, List.of(address), region).projection(CONSENTS_AND_ADDRESSES)) {
            if (addressesOf(lead, region).anyMatch(each -> each.id().equals(address.id()))
                    && consent(lead, address.kind()).filter(predicate).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** The attributes of the newest leads; a document that cannot be read is left out. */
    public List<Map<String, Object>> newestAttributes(String organizationId, int limit) {
        List<Map<String, Object>> attributes = new ArrayList<>();
        leads.find(eq("organizationId", organizationId)).projection(include("attributes"))
                .sort(Sorts.descending("createdAt")).limit(limit).forEach(lead -> {
                    if (lead.get("attributes") instanceof Document document) {
                        Map<String, Object> one = new LinkedHashMap<>();
                        document.forEach((name, value) -> Optional.ofNullable(Documents.value(value))
                                .ifPresent(known -> one.put(name, known)));
                        attributes.add(one);
                    }
                });
        return attributes;
    }

    /**
     * Passes on the id of each lead that has one of the addresses now, with the address, however many they are: each
     * page of them has the time limit of an operation.
     *
     * @param region of phone numbers without a country code; null: only international numbers
     */
    public void forEachWithAddress(String organizationId, Collection<Address> addresses, @Nullable String region,
            BiConsumer<String, Address> found) {
        Map<String, Address> wanted = new HashMap<>();
        addresses.forEach(address -> wanted.put(address.id(), address));
        withKeys(organizationId, addresses, region).projection(ADDRESSES)
                .forEach(lead -> addressesOf(lead, region).forEach(address -> {
                    Address known = wanted.get(address.id());
                    if (known != null) {
                        found.accept(lead.getString("leadId"), known);
                    }
                }));
    }

    private FindIterable<Document> withKeys(String organizationId, Collection<Address> addresses,
            @Nullable String region) {
        Set<String> keys = new TreeSet<>();
        addresses.forEach(address -> keys.addAll(LeadAddresses.keysOf(address, region)));
        return leads.find(and(eq("organizationId", organizationId), in("addresses", keys)))
                .timeoutMode(TimeoutMode.ITERATION);
    }

    private static Stream<Address> addressesOf(Document lead, @Nullable String region) {
        Document attributes = part(lead, "attributes");
        return Stream.of(AddressKind.values())
                .flatMap(kind -> attributes.get(kind.json()) instanceof String text
                        ? Address.of(kind, text, region).stream()
                        : Stream.empty());
    }

    /** The lead's state as its API document. */
    Optional<Map<String, @Nullable Object>> find(String organizationId, String leadId, @Nullable String region) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(SHOWN).first())
                .map(lead -> toJson(lead, region));
    }

    /** @param region of phone numbers without a country code; null: only international numbers */
    Page<Document> list(String organizationId, LeadSearch search, @Nullable String region) {
        List<Bson> filters = new ArrayList<>(search.filters());
        filters.add(eq("organizationId", organizationId));
        Optional.ofNullable(search.after()).ifPresent(filters::add);
        String text = search.text();
        Set<String> ids = new HashSet<>(); // a lead may match by its name and by its address
        List<Document> found = text == null
                ? first(and(filters), search)
                : matches(organizationId, text, region).flatMap(
                        match -> first(and(match, and(filters)), search).stream())
                        .sorted(BY_ID).filter(lead -> ids.add(lead.getString("_id"))).limit(search.limit() + 1L)
                        .toList();
        return Page.of(found, search.limit(), search::cursorAt);
    }

    private List<Document> first(Bson filter, LeadSearch search) {
        return leads.find(filter).projection(SHOWN).sort(search.order()).limit(search.limit() + 1)
                .into(new ArrayList<>());
    }

    /** The leads whose id begins with the text, who have it as an address, or all its words in their name. */
    private static Stream<Bson> matches(String organizationId, String text, @Nullable String region) {
        String id = DocumentIds.ofLead(organizationId, text);
        Bson byId = and(gte("_id", id), lte("_id", DocumentIds.last(id)));
        Set<String> keys = new TreeSet<>();
        Stream.of(AddressKind.values()).forEach(kind -> keys.addAll(LeadAddresses.keysOf(kind, text, region)));
        List<String> words = LeadSearchKeys.ofName(text);
        return Stream.of(byId, keys.isEmpty() ? null : in("addresses", keys),
                words.isEmpty() ? null : and(words.stream().map(word -> eq("nameKeys", word)).toList()))
                .filter(Objects::nonNull);
    }

    private static Bson of(String organizationId, String leadId) {
        return and(eq("_id", DocumentIds.ofLead(organizationId, leadId)), eq("organizationId", organizationId));
    }

    /**
     * The lead as its API document, from a document of either version of the semantics; returns all readable fields,
     * even if the document is incomplete. {@code deletedAt} and {@code mergedInto} are about its latest removal (E10);
     * {@code createdAt} is absent until an event has made it known, or made it known again.
     *
     * @param region of phone numbers without a country code; null: only international numbers
     */
    static Map<String, @Nullable Object> toJson(Document lead, @Nullable String region) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("leadId", lead.getString("leadId"));
        putInstant(json, "createdAt", lead.getDate("createdAt"));
        putInstant(json, "lastEventAt", lead.getDate("lastNow"));
        Document removal = part(lead, "removal");
        putInstant(json, "deletedAt", removal.getDate("occurredAt"));
        putText(json, "mergedInto", removal.getString("mergedInto"));
        putInstant(json, "statusChangedAt", lead.getDate("statusChangedAt"));
        putText(json, "previousStatus", lead.getString("previousStatus"));
        Document attributes = part(lead, "attributes");
        derivedZone(attributes, region).ifPresent(zone -> json.put("derivedTimezone", zone.name()));
        json.put("attributes", Documents.toJson(attributes));
        json.put("conversation", Documents.toJson(part(lead, "conversation")));
        json.put("optOuts", optOuts(lead));
        json.put("automations", automations(part(lead, "automations")));
        return json;
    }

    /** The zone of the phone number, for quiet hours of a lead without a zone of its own (W5). */
    private static Optional<NamedZone> derivedZone(Document attributes, @Nullable String region) {
        boolean hasOwn = attributes.get("timezone") instanceof String zone && Zones.find(zone).isPresent();
        return !hasOwn && attributes.get("phone") instanceof String phone
                ? Address.zoneOfPhone(phone, region)
                : Optional.empty();
    }

    private static void putInstant(Map<String, @Nullable Object> json, String name, @Nullable Date instant) {
        if (instant != null) {
            json.put(name, Json.text(instant.toInstant()));
        }
    }

    private static void putText(Map<String, @Nullable Object> json, String name, @Nullable String text) {
        if (text != null) {
            json.put(name, text);
        }
    }

    /** {@code by} is the user who recorded it; null when the lead's own message did (F4). */
    private static List<Map<String, @Nullable Object>> optOuts(Document lead) {
        List<Map<String, @Nullable Object>> optOuts = new ArrayList<>();
        consents(lead).forEach((kind, consent) -> {
            if (consent.getBoolean("optedOut", false)) {
                Map<String, @Nullable Object> json = new LinkedHashMap<>();
                json.put("channel", kind.json());
                json.put("at", Documents.json(consent.get("at")));
                json.put("by", consent.getString("by"));
                optOuts.add(json);
            }
        });
        return optOuts;
    }

    /** In version 1, opt-outs were of channels. */
    private static Map<AddressKind, Document> consents(Document lead) {
        Map<AddressKind, Document> consents = new EnumMap<>(AddressKind.class);
        Document byKind = part(lead, "consents");
        byKind.keySet().forEach(name -> AddressKind.named(name)
                .ifPresent(kind -> consents.put(kind, part(byKind, name))));
        Document byChannel = part(lead, "optOuts");
        byChannel.keySet().forEach(name -> AddressChannel.find(name).ifPresent(
                kind -> consents.putIfAbsent(kind, new Document(part(byChannel, name)).append("optedOut", true))));
        return consents;
    }

    private static List<Map<String, @Nullable Object>> automations(Document progress) {
        List<Map<String, @Nullable Object>> automations = new ArrayList<>();
        progress.keySet().stream().sorted().forEach(id -> {
            Document one = part(progress, id);
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("automationId", id);
            json.put("transitions", one.get("transitions"));
            json.put("followUps", one.get("followUps"));
            json.put("runs", runs(one).stream().map(Leads::run).toList());
            automations.add(json);
        });
        return automations;
    }

    /** In version 1, an automation had one waiting run at most. */
    private static List<Document> runs(Document progress) {
        if (progress.get("run") instanceof Document run) {
            return List.of(run);
        }
        List<Document> runs = progress.getList("runs", Document.class);
        return runs == null ? List.of() : runs;
    }

    private static Map<String, @Nullable Object> run(Document run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (String name : RUN_FIELDS) {
            json.put(name, Documents.json(run.get(name)));
        }
        return json;
    }

    private static Document part(Document parent, String name) {
        Document part = parent.get(name, Document.class);
        return part == null ? new Document() : part;
    }
}
