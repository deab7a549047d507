package dev.nudge.api.lead;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.Json;
import dev.nudge.schedule.NamedZone;
import dev.nudge.schedule.Zones;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A lead as the API shows it, from a document of either version of the semantics. */
final class LeadJson {

    private static final List<String> RUN_FIELDS = List.of("number", "startedAt", "dueAt", "followUp");

    private LeadJson() {}

    /**
     * Returns all readable fields, even if the document is incomplete. {@code deletedAt} and {@code mergedInto} are
     * about its latest removal (E10); {@code createdAt} is absent until an event has made it known, or made it known
     * again.
     *
     * @param region of phone numbers without a country code; null: only international numbers
     */
    static Map<String, @Nullable Object> of(Document lead, @Nullable String region) {
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
            json.put("runs", runs(one).stream().map(LeadJson::run).toList());
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

    /** A document within another one; empty when there is none. */
    static Document part(Document parent, String name) {
        Document part = parent.get(name, Document.class);
        return part == null ? new Document() : part;
    }
}
