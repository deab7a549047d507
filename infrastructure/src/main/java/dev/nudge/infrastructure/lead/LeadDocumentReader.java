package dev.nudge.infrastructure.lead;

import dev.nudge.Topics;
import dev.nudge.event.DueTimer;
import dev.nudge.lead.Lead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Reads what {@link LeadDocumentWriter} wrote: the lead, and what the engine needs to write it again. */
public final class LeadDocumentReader {

    /** All that a lead's timers need. */
    public static final List<String> TIMER_FIELDS = List.of("organizationId", "leadId", "createdAt", "lastNow",
            "automations");

    private static final Set<String> OUTBOX_TOPICS = Set.of(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS,
            Topics.LEAD_EVENTS, Topics.deadLetters(Topics.LEAD_EVENTS), OutboxEntry.SUPPRESSIONS, OutboxEntry.ERASURE);

    private LeadDocumentReader() {}

    public static StoredLead stored(Document document) {
        Document position = Objects.requireNonNullElseGet(document.get("position", Document.class), Document::new);
        List<OutboxEntry> outbox = new ArrayList<>();
        for (Document entry : Objects.requireNonNullElseGet(document.getList("outbox", Document.class),
                List::<Document>of)) {
            outbox.add(new OutboxEntry(Objects.requireNonNull(entry.getLong("offset")), topic(entry.getString("topic")),
                    Objects.requireNonNull(entry.get("value", Binary.class)).getData(),
                    entry.getString("traceparent")));
        }
        return new StoredLead(lead(document),
                new Position(position.getInteger("partition"), Objects.requireNonNull(position.getLong("offset"))),
                outbox, timerTraces(document));
    }

    private static Map<DueTimer, String> timerTraces(Document document) {
        if (!document.containsKey("timerTraces")) {
            return Map.of();
        }
        Map<DueTimer, String> traces = new HashMap<>();
        for (Document trace : document.getList("timerTraces", Document.class)) {
            traces.put(
                    new DueTimer(trace.getString("automationId"), trace.getInteger("run"), trace.getInteger("followUp"),
                            trace.getDate("dueAt").toInstant()),
                    trace.getString("traceparent"));
        }
        return traces;
    }

    /** One that the engine appends to; for any other the producer would wait as it waits for a broker. */
    private static String topic(@Nullable String name) {
        if (name == null || !OUTBOX_TOPICS.contains(name)) {
            throw new IllegalStateException("Expected an outbox topic of " + OUTBOX_TOPICS + " but found " + name);
        }
        return name;
    }

    /** The lead; what isn't in the document, as with a projection, is as of one of which nothing is known. */
    public static Lead lead(Document document) {
        return LeadReader.read(document);
    }
}
