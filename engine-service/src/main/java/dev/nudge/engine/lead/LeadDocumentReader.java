package dev.nudge.engine.lead;

import dev.nudge.automation.Channel;
import dev.nudge.condition.Change;
import dev.nudge.event.LeadKey;
import dev.nudge.json.Json;
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
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Reads what {@link LeadDocument} wrote; a value comes back equal to what it was. */
public final class LeadDocumentReader {

    /** All that a lead's timers need. */
    static final List<String> TIMER_FIELDS = List.of("organizationId", "leadId", "createdAt", "lastNow", "automations");

    private LeadDocumentReader() {}

    public static StoredLead stored(Document document) {
        Document position = object(document, "position");
        List<OutboxEntry> outbox = new ArrayList<>();
        for (Document entry : documents(document, "outbox")) {
            outbox.add(new OutboxEntry(Objects.requireNonNull(entry.getLong("offset")), text(entry, "topic"),
                    Objects.requireNonNull(entry.get("value", Binary.class)).getData()));
        }
        return new StoredLead(lead(document),
                new Position(position.getInteger("partition"), Objects.requireNonNull(position.getLong("offset"))),
                outbox);
    }

    /** The lead; what isn't in the document, as with a projection, is as of one of which nothing is known. */
    static Lead lead(Document document) {
        LeadKey key = new LeadKey(text(document, "organizationId"), text(document, "leadId"));
        Map<String, Object> attributes = new LinkedHashMap<>();
        object(document, "attributes").forEach((name, value) -> attributes.put(name, value(value)));
        return new Lead(key, Objects.requireNonNull(instant(document, "createdAt")),
                Objects.requireNonNull(instant(document, "lastNow")), Collections.unmodifiableMap(attributes),
                new Lead.StatusHistory(document.getString("previousStatus"), instant(document, "statusChangedAt")),
                conversation(object(document, "conversation")), optOuts(object(document, "optOuts")),
                automations(object(document, "automations")), texts(document, "recentEventIds"),
                texts(document, "recentOwnEventIds"));
    }

    private static Conversation conversation(Document document) {
        return new Conversation(instant(document, "lastInboundAt"), instant(document, "lastOutboundAt"),
                document.getString("lastInboundChannel"), document.getString("lastInboundBody"),
                document.getInteger("inboundCount", 0), document.getInteger("outboundCount", 0),
                document.getString("lastInboundDirection"), document.getString("lastMessageDirection"));
    }

    private static Map<Channel, OptOut> optOuts(Document document) {
        Map<Channel, OptOut> optOuts = new EnumMap<>(Channel.class);
        for (String name : document.keySet()) {
            Document optOut = object(document, name);
            optOuts.put(LeadDocument.channel(name),
                    new OptOut(Objects.requireNonNull(instant(optOut, "at")), optOut.getString("by")));
        }
        return Collections.unmodifiableMap(optOuts);
    }

    private static SortedMap<String, Progress> automations(Document document) {
        SortedMap<String, Progress> automations = new TreeMap<>();
        for (String id : document.keySet()) {
            Document progress = object(document, id);
            automations.put(id, new Progress(progress.getInteger("transitions"), progress.getInteger("followUps"),
                    progress.containsKey("run") ? run(object(progress, "run")) : null));
        }
        return Collections.unmodifiableSortedMap(automations);
    }

    private static Run run(Document document) {
        return new Run(document.getInteger("number"), document.getInteger("followUp"),
                Objects.requireNonNull(instant(document, "startedAt")), startedBy(object(document, "startedBy")),
                document.getString("statusAtStart"), Objects.requireNonNull(instant(document, "dueAt")),
                document.getBoolean("deferred"), document.getInteger("automationVersion"));
    }

    private static StartingEvent startedBy(Document document) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (Document pair : documents(document, "data")) {
            data.put(text(pair, "name"), Objects.requireNonNull(value(pair.get("value"))));
        }
        Map<String, Change> changed = new LinkedHashMap<>();
        for (Document change : documents(document, "changed")) {
            changed.put(text(change, "name"), new Change(value(change.get("from")), value(change.get("to"))));
        }
        return new StartingEvent(text(document, "id"), text(document, "type"), data, changed);
    }

    private static String text(Document document, String name) {
        return Objects.requireNonNull(document.getString(name));
    }

    private static @Nullable Instant instant(Document document, String name) {
        Date date = document.getDate(name);
        return date == null ? null : date.toInstant();
    }

    private static Document object(Document document, String name) {
        return Objects.requireNonNullElseGet(document.get(name, Document.class), Document::new);
    }

    private static List<Document> documents(Document document, String name) {
        return Objects.requireNonNullElseGet(document.getList(name, Document.class), List::of);
    }

    private static List<String> texts(Document document, String name) {
        return Objects.requireNonNullElseGet(document.getList(name, String.class), List::of);
    }

    private static @Nullable Object value(@Nullable Object stored) {
        return switch (stored) {
            case null -> null;
            case Decimal128 decimal -> Json.normalized(decimal.bigDecimalValue()); // the store may have added zeros
            case Date date -> date.toInstant();
            case List<?> list -> {
                List<@Nullable Object> values = new ArrayList<>(list.size());
                list.forEach(element -> values.add(value(element)));
                yield values;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                map.forEach((name, element) -> values.put((String) name, value(element)));
                yield values;
            }
            default -> stored;
        };
    }
}
