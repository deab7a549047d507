package dev.nudge.infrastructure.lead;

import dev.nudge.automation.Channel;
import dev.nudge.condition.Change;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.Lead;
import dev.nudge.lead.OptOut;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
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
        return new Lead(key, requiredInstant(document, "createdAt"), requiredInstant(document, "lastNow"),
                Collections.unmodifiableMap(attributes),
                new Lead.StatusHistory(text(document, "previousStatus"), instant(document, "statusChangedAt")),
                conversation(object(document, "conversation")), optOuts(object(document, "optOuts")),
                automations(object(document, "automations")), texts(document, "recentEventIds"),
                texts(document, "recentOwnEventIds"));
    }

    private static Conversation conversation(Map<String, ?> document) {
        return new Conversation(instant(document, "lastInboundAt"), instant(document, "lastOutboundAt"),
                text(document, "lastInboundChannel"), text(document, "lastInboundBody"),
                count(document, "inboundCount"), count(document, "outboundCount"),
                text(document, "lastInboundDirection"), text(document, "lastMessageDirection"));
    }

    private static Map<Channel, OptOut> optOuts(Map<String, ?> document) {
        Map<Channel, OptOut> optOuts = new EnumMap<>(Channel.class);
        for (String name : document.keySet()) {
            Map<String, ?> optOut = object(document, name);
            optOuts.put(Channel.named(name).orElseThrow(
                    () -> new IllegalStateException("Expected a channel but found " + name)),
                    new OptOut(requiredInstant(optOut, "at"), text(optOut, "by")));
        }
        return Collections.unmodifiableMap(optOuts);
    }

    private static SortedMap<String, Progress> automations(Map<String, ?> document) {
        SortedMap<String, Progress> automations = new TreeMap<>();
        for (String id : document.keySet()) {
            Map<String, ?> progress = object(document, id);
            automations.put(id, new Progress(count(progress, "transitions"), count(progress, "followUps"),
                    progress.containsKey("run") ? run(object(progress, "run")) : null));
        }
        return Collections.unmodifiableSortedMap(automations);
    }

    private static Run run(Map<String, ?> document) {
        return new Run(count(document, "number"), count(document, "followUp"), requiredInstant(document, "startedAt"),
                startedBy(object(document, "startedBy")), text(document, "statusAtStart"),
                requiredInstant(document, "dueAt"), Boolean.TRUE.equals(document.get("deferred")),
                count(document, "automationVersion"));
    }

    private static StartingEvent startedBy(Map<String, ?> document) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (Map<String, ?> pair : objects(document, "data")) {
            data.put(requiredText(pair, "name"), Objects.requireNonNull(Documents.value(pair.get("value"))));
        }
        Map<String, Change> changed = new LinkedHashMap<>();
        for (Map<String, ?> change : objects(document, "changed")) {
            changed.put(requiredText(change, "name"),
                    new Change(Documents.value(change.get("from")), Documents.value(change.get("to"))));
        }
        return new StartingEvent(requiredText(document, "id"), requiredText(document, "type"), data, changed);
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
