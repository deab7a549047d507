package dev.nudge.infrastructure.lead;

import dev.nudge.address.AddressKind;
import dev.nudge.condition.Change;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Removal;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Reads a lead from its document in {@code leads}, as the engine writes it; values are equal to those that were
 * written.
 */
final class LeadReader {

    private LeadReader() {}

    /** Fields that are absent from the document, for example because of a projection, have the values of a new lead. */
    static Lead read(Map<String, ?> document) {
        LeadKey key = new LeadKey(requiredText(document, "organizationId"), requiredText(document, "leadId"));
        Map<String, Object> attributes = new LinkedHashMap<>();
        object(document, "attributes")
                .forEach((name, value) -> attributes.put(name, Objects.requireNonNull(Documents.value(value))));
        Instant lastNow = requiredInstant(document, "lastNow");
        return new Lead(key, instant(document, "createdAt"), lastNow, Collections.unmodifiableMap(attributes),
                instant(document, "attributesAt"),
                new Lead.StatusHistory(text(document, "previousStatus"), instant(document, "statusChangedAt")),
                conversation(object(document, "conversation")),
                document.containsKey("optOuts")
                        ? LeadDocumentVersion1.consents(object(document, "optOuts"))
                        : consents(object(document, "consents")),
                automations(object(document, "automations")),
                events(document, lastNow), sentOn(object(document, "sentOn")),
                document.containsKey("removal") ? removal(object(document, "removal")) : null);
    }

    private static Removal removal(Map<String, ?> document) {
        return new Removal(requiredInstant(document, "occurredAt"), requiredInstant(document, "at"),
                text(document, "mergedInto"));
    }

    private static EventMemory events(Map<String, ?> document, Instant lastNow) {
        return document.get("events") instanceof Binary binary
                ? new EventMemory(binary.getData())
                : LeadDocumentVersion1.events(texts(document, "recentEventIds"), lastNow);
    }

    private static SortedMap<LocalDate, Integer> sentOn(Map<String, ?> document) {
        SortedMap<LocalDate, Integer> sentOn = new TreeMap<>();
        document.keySet().forEach(day -> sentOn.put(LocalDate.parse(day), count(document, day)));
        return Collections.unmodifiableSortedMap(sentOn);
    }

    private static Conversation conversation(Map<String, ?> document) {
        return new Conversation(instant(document, "lastInboundAt"), instant(document, "lastOutboundAt"),
                text(document, "lastInboundChannel"), text(document, "lastInboundBody"),
                count(document, "inboundCount"), count(document, "outboundCount"),
                text(document, "lastInboundDirection"), text(document, "lastMessageDirection"),
                instant(document, "lastFiredAt"));
    }

    private static Map<AddressKind, Consent> consents(Map<String, ?> document) {
        Map<AddressKind, Consent> consents = new EnumMap<>(AddressKind.class);
        for (String name : document.keySet()) {
            Map<String, ?> consent = object(document, name);
            consents.put(AddressKind.named(name).orElseThrow(
                    () -> new IllegalStateException("Expected a kind of address but found " + name)),
                    new Consent(Boolean.TRUE.equals(consent.get("optedOut")), requiredInstant(consent, "at"),
                            text(consent, "by")));
        }
        return Collections.unmodifiableMap(consents);
    }

    private static SortedMap<String, Progress> automations(Map<String, ?> document) {
        SortedMap<String, Progress> automations = new TreeMap<>();
        for (String id : document.keySet()) {
            Map<String, ?> progress = object(document, id);
            automations.put(id, progress.containsKey("runs") ? progress(progress) : progressOfVersion1(progress));
        }
        return Collections.unmodifiableSortedMap(automations);
    }

    private static Progress progress(Map<String, ?> document) {
        List<Instant> firings = document.get("firings") instanceof List<?> list
                ? list.stream().map(date -> ((Date) date).toInstant()).toList()
                : List.of();
        return new Progress(count(document, "lastRun"), count(document, "transitions"), count(document, "followUps"),
                instant(document, "lastFiredAt"), firings,
                objects(document, "runs").stream().map(LeadReader::run).toList());
    }

    private static Progress progressOfVersion1(Map<String, ?> document) {
        int transitions = count(document, "transitions");
        return new Progress(transitions, transitions, count(document, "followUps"), null, List.of(),
                document.containsKey("run")
                        ? List.of(LeadDocumentVersion1.complete(run(object(document, "run"))))
                        : List.of());
    }

    private static Run run(Map<String, ?> document) {
        Instant startedAt = requiredInstant(document, "startedAt");
        return new Run(count(document, "number"), count(document, "followUp"), count(document, "followUpsCounted"),
                Boolean.TRUE.equals(document.get("hasFired")), startedAt,
                Objects.requireNonNullElse(instant(document, "eventAt"), startedAt),
                startedBy(object(document, "startedBy")), text(document, "statusAtStart"),
                requiredInstant(document, "dueAt"), instant(document, "firstDueAt"),
                Boolean.TRUE.equals(document.get("deferred")), count(document, "automationVersion"));
    }

    private static StartingEvent startedBy(Map<String, ?> document) {
        String json = text(document, "json");
        Map<String, @Nullable Object> data = json == null
                ? LeadDocumentVersion1.data(objects(document, "data"))
                : JsonCodec.readObject(json.getBytes(StandardCharsets.UTF_8)).orThrow();
        Map<String, Change> changed = new LinkedHashMap<>();
        for (Map<String, ?> change : objects(document, "changed")) {
            changed.put(requiredText(change, "name"), new Change(Documents.value(change.get("from")),
                    Documents.value(change.get("to")), Boolean.TRUE.equals(change.get("fromCut")),
                    Boolean.TRUE.equals(change.get("toCut"))));
        }
        return new StartingEvent(requiredText(document, "id"), requiredText(document, "type"), data,
                document.containsKey("keptPaths") ? Set.copyOf(texts(document, "keptPaths")) : null, changed);
    }

    private static @Nullable String text(Map<String, ?> document, String name) {
        return (String) document.get(name);
    }

    private static String requiredText(Map<String, ?> document, String name) {
        return Objects.requireNonNull(text(document, name), name);
    }

    private static int count(Map<String, ?> document, String name) {
        return document.get(name) instanceof Number number ? number.intValue() : 0;
    }

    private static @Nullable Instant instant(Map<String, ?> document, String name) {
        return document.get(name) instanceof Date date ? date.toInstant() : null;
    }

    private static Instant requiredInstant(Map<String, ?> document, String name) {
        return Objects.requireNonNull(instant(document, name), name);
    }

    private static Map<String, ?> object(Map<String, ?> document, String name) {
        return object(document.get(name));
    }

    @SuppressWarnings("unchecked") // the field names of a document are strings
    private static Map<String, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, ?>) map : Map.of();
    }

    private static List<Map<String, ?>> objects(Map<String, ?> document, String name) {
        List<Map<String, ?>> objects = new ArrayList<>();
        if (document.get(name) instanceof List<?> list) {
            list.forEach(element -> objects.add(object(element)));
        }
        return objects;
    }

    private static List<String> texts(Map<String, ?> document, String name) {
        return document.get(name) instanceof List<?> list ? list.stream().map(String.class::cast).toList() : List.of();
    }
}
