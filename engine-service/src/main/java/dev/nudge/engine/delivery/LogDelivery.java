package dev.nudge.engine.delivery;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import dev.nudge.Topics;
import dev.nudge.engine.EngineMetrics;
import dev.nudge.engine.ingest.Ingest;
import dev.nudge.engine.publish.Documents;
import dev.nudge.engine.publish.Outgoing;
import dev.nudge.engine.publish.RecordLog;
import dev.nudge.engine.publish.Wire;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * The {@code log} provider: sends every message of {@code message.commands} to the log, on whatever channel it is, and
 * tells its lead so by a {@code message.sent} event (G4). A message whose document is there was sent before and is left
 * alone, unless a person has asked for another attempt and it can be made ({@link Retries}); before each attempt there
 * is a {@link LastLook}. The event goes out before the document, so that a crash between the two repeats it, under the
 * same id, rather than forget it.
 */
public final class LogDelivery implements BatchMessageListener<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(LogDelivery.class);

    private final MongoCollection<Document> messages;
    private final Retries retries;
    private final LastLook lastLook;
    private final RecordLog log;
    private final EngineMetrics metrics;
    private final InstantSource clock;
    private final boolean showText;

    /** @param showText whether the log shows what is sent and to whom: for a first look, never in production */
    public LogDelivery(MongoDatabase database, RecordLog log, EngineMetrics metrics, InstantSource clock,
            boolean showText) {
        this.messages = database.getCollection("messages");
        this.retries = new Retries(database);
        this.lastLook = new LastLook(database);
        this.log = log;
        this.metrics = metrics;
        this.clock = clock;
        this.showText = showText;
    }

    /** @param kept for how long a message can be asked for */
    public void createIndexes(Duration kept) {
        messages.createIndex(Indexes.ascending("organizationId", "leadId", "firedAt", "_id"));
        messages.createIndex(Indexes.ascending("firedAt"),
                new IndexOptions().expireAfter(kept.toSeconds(), TimeUnit.SECONDS));
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Document> commands = Documents.read(records, "firedAt", "notAfter").stream()
                .filter(LogDelivery::isMessage).toList();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<Document> first = unknown(commands.stream().filter(command -> !Retries.isRetry(command)).toList());
        List<Document> again = retries.due(commands.stream().filter(Retries::isRetry).toList());
        List<Document> all = Stream.concat(first.stream(), again.stream()).toList();
        Map<String, MessageState> ended = lastLook.ended(all, now);
        List<Document> sent = all.stream().filter(message -> !ended.containsKey(message.getString("_id"))).toList();
        ended.forEach((id, state) -> LOG.info("Ended {} unsent: {}", id, state));
        sent.forEach(this::send);
        log.appendAll(sent.stream().filter(message -> "lead".equals(message.getString("recipientKind")))
                .map(message -> sent(message, now)).toList());
        all.forEach(message -> count(message, stateOf(message, ended)));
        again.forEach(message -> retries.attempted(message, outcome(stateOf(message, ended), now)));
        first.forEach(message -> message.append("attempt", 1).putAll(outcome(stateOf(message, ended), now)));
        Documents.insertNew(messages, first);
    }

    private static MessageState stateOf(Document message, Map<String, MessageState> ended) {
        return ended.getOrDefault(message.getString("_id"), MessageState.SENT);
    }

    private static Document outcome(MessageState state, Instant at) {
        return new Document("state", state.name()).append(state == MessageState.SENT ? "sentAt" : "stateAt",
                Date.from(at));
    }

    private void count(Document message, MessageState state) {
        metrics.message(message.getString("channel"), state.name().toLowerCase(Locale.ROOT));
    }

    private static boolean isMessage(Document document) {
        boolean message = document.get("channel") instanceof String && document.get("recipientKind") instanceof String;
        if (!message) {
            LOG.error("Passed over {}: it names no channel or no kind of recipient", document.get("_id"));
        }
        return message;
    }

    private List<Document> unknown(List<Document> commands) {
        Map<String, Document> unknown = new LinkedHashMap<>();
        commands.forEach(message -> unknown.putIfAbsent(message.getString("_id"), message));
        if (!unknown.isEmpty()) {
            messages.find(Filters.in("_id", List.copyOf(unknown.keySet()))).projection(Projections.include("_id"))
                    .forEach(known -> unknown.remove(known.getString("_id")));
        }
        return List.copyOf(unknown.values());
    }

    private void send(Document message) {
        LOG.info("Sent {} on {} to {} {} (automation {}, run {}, follow-up {}){}", message.get("_id"),
                message.get("channel"), message.get("recipientKind"), message.get("leadId"),
                message.get("automationId"), message.get("run"), message.get("followUp"),
                showText ? " to " + message.get("to") + ": " + message.get("text") : "");
    }

    private static Outgoing sent(Document message, Instant sentAt) {
        LeadKey lead = new LeadKey(message.getString("organizationId"), message.getString("leadId"));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("origin", "automation");
        data.put("channel", message.get("channel"));
        data.put("messageId", message.get("_id"));
        data.put("automationId", message.get("automationId"));
        LeadEvent event = new LeadEvent("sent-" + message.get("_id"), LeadEvent.MESSAGE_SENT, lead, sentAt, data,
                Map.of());
        return Outgoing.of(Topics.LEAD_EVENTS, Ingest.keyOf(lead), Wire.encode(event.toJson()));
    }
}
