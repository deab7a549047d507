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
import dev.nudge.lead.Consent;
import dev.nudge.lead.Lead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
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
        return lead != null && LeadJson.part(lead, "automations").containsKey(automationId);
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
        Document attributes = LeadJson.part(lead, "attributes");
        return Stream.of(AddressKind.values())
                .flatMap(kind -> attributes.get(kind.json()) instanceof String text
                        ? Address.of(kind, text, region).stream()
                        : Stream.empty());
    }

    /** The lead's state as its API document. */
    Optional<Map<String, @Nullable Object>> find(String organizationId, String leadId, @Nullable String region) {
        return Optional.ofNullable(leads.find(of(organizationId, leadId)).projection(SHOWN).first())
                .map(lead -> LeadJson.of(lead, region));
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
}
