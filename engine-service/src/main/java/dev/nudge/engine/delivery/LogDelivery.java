package dev.nudge.engine.delivery;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.nudge.Topics;
import dev.nudge.engine.lead.PersonalData;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordDocuments;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.IndexDefinition;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * The {@code log} provider: sends every message of {@code message.commands}, on any channel, to the log, and reports it
 * to its lead with a {@code message.sent} event (G4). An accepted message is stored as {@code QUEUED}. An attempt
 * begins in the message's document, after a {@link PreSendCheck}, and ends there once the lead's event is in the log.
 * So a command that is redelivered after a crash only completes a message that is queued or being sent. A message that
 * has had its attempt is not sent again unless a person requests a retry ({@link Retries}).
 */
public final class LogDelivery implements BatchMessageListener<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(LogDelivery.class);
    private static final String QUEUED = MessageState.QUEUED.name();
    private static final String SENDING = MessageState.SENDING.name();

    private static final Comparator<Document> BY_ID = Comparator.comparing(LogDelivery::idOf);

    private final MongoCollection<Document> messages;
    private final PreSendCheck preSendCheck;
    private final PersonalData personalData;
    private final FailedCommands failedCommands;
    private final FailedRecords failed;
    private final RecordLog log;
    private final EngineMetrics metrics;
    private final InstantSource clock;
    private final boolean showText;

    /** @param showText whether the log contains texts and recipients; for evaluation, never in production */
    public LogDelivery(MongoDatabase database, RecordLog log, EngineMetrics metrics, InstantSource clock,
            boolean showText, FailedRecords failed) {
        this.messages = database.getCollection(CollectionNames.MESSAGES);
        this.preSendCheck = new PreSendCheck(database);
        this.personalData = new PersonalData(database);
        this.failedCommands = new FailedCommands(messages);
        this.failed = failed;
        this.log = log;
        this.metrics = metrics;
        this.clock = clock;
        this.showText = showText;
    }

    /** @param kept how long a message can be queried */
    public void createIndexes(Duration kept) {
        IndexDefinition.create(messages, kept);
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Document> commands = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (command(record)) {
                case Reading.Understood<Document>(Document command) -> commands.add(command);
                case Reading.Refused<Document> refused -> failed.deadLetter(record, "a message", refused);
            }
        }
        Instant now = now();
        Map<String, Document> kept = kept(commands);
        List<Document> underWay = unfinished(commands, kept, now);
        underWay.addAll(begin(newMessages(commands, kept), queued(commands, kept), Retries.due(commands, kept), now));
        underWay.forEach(this::send);
        log.appendAll(underWay.stream().filter(PreSendCheck::isToALead).map(message -> sent(message, now)).toList());
        end(underWay, MessageState.SENT, now);
    }

    /** Stores the message of a command whose processing fails, as far as it can be read and stored. */
    public void setAside(ConsumerRecord<byte[], byte[]> record, Throwable failure) {
        failed.deadLetter(record, failure);
        command(record).understood().ifPresent(command -> {
            failedCommands.keep(command, record, now());
            personalData.eraseDeleted(List.of(command), "firedAt");
            metrics.message(String.valueOf(command.get("channel")), "failed");
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Reading<Document> command(ConsumerRecord<byte[], byte[]> record) {
        return RecordDocuments.read(record, "firedAt", "notAfter")
                .flatMap(message -> RecordDocuments.require(message, "channel", String.class, "text"))
                .flatMap(message -> RecordDocuments.require(message, "recipientKind", String.class, "text"))
                .flatMap(message -> RecordDocuments.require(message, "firedAt", Date.class, "an instant"));
    }

    private Map<String, Document> kept(List<Document> commands) {
        Map<String, Document> kept = new LinkedHashMap<>();
        if (!commands.isEmpty()) {
            messages.find(Filters.in("_id", commands.stream().map(LogDelivery::idOf).distinct().toList()))
                    .forEach(message -> kept.put(idOf(message), message));
        }
        return kept;
    }

    /**
     * Attempts that were begun in an earlier delivery of these commands, by an engine that was killed or lost its
     * broker. A message that must not be sent any more may already have been sent; its outcome is unknown (G2).
     */
    private List<Document> unfinished(List<Document> commands, Map<String, Document> kept, Instant now) {
        Map<String, Document> unfinished = new LinkedHashMap<>();
        for (Document command : commands) {
            Document message = kept.get(idOf(command));
            if (message != null && SENDING.equals(message.getString("state"))
                    && Retries.attempt(message) == Retries.attempt(command)) {
                unfinished.put(idOf(message), message);
            }
        }
        List<Document> tooLate = new ArrayList<>();
        preSendCheck.ended(List.copyOf(unfinished.values()), now).keySet()
                .forEach(id -> tooLate.add(Objects.requireNonNull(unfinished.remove(id))));
        end(tooLate, MessageState.UNKNOWN, now);
        return new ArrayList<>(unfinished.values());
    }

    private static Collection<Document> newMessages(List<Document> commands, Map<String, Document> kept) {
        Map<String, Document> first = new LinkedHashMap<>();
        commands.stream().filter(command -> !Retries.isRetry(command) && !kept.containsKey(idOf(command)))
                .forEach(command -> first.putIfAbsent(idOf(command), command.append("attempt", 1)));
        return first.values();
    }

    /** Messages that were accepted in an earlier delivery of these commands, and whose first attempt was not begun. */
    private static Collection<Document> queued(List<Document> commands, Map<String, Document> kept) {
        Map<String, Document> queued = new LinkedHashMap<>();
        for (Document command : commands) {
            Document message = kept.get(idOf(command));
            if (message != null && QUEUED.equals(message.getString("state")) && !Retries.isRetry(command)) {
                queued.put(idOf(message), message);
            }
        }
        return queued.values();
    }

    /**
     * Stores the new messages and begins all due attempts, in one write each.
     *
     * @param again messages for which a person has requested another attempt
     * @return the messages to send; those that cannot or must not be sent are ended
     */
    private List<Document> begin(Collection<Document> first, Collection<Document> queued, Collection<Document> again,
            Instant now) {
        List<Document> due = Stream.of(first, queued, again).flatMap(Collection::stream).toList();
        Map<String, MessageState> ended = new HashMap<>();
        Map<String, PreSendCheck.Ended> refused = preSendCheck.ended(due, now);
        for (Document message : due) {
            PreSendCheck.Ended refusal = refused.get(idOf(message));
            if (refusal == null && hasNoText(message)) {
                refusal = new PreSendCheck.Ended(MessageState.FAILED, message.getString("failure"));
            }
            if (refusal != null) {
                ended.put(idOf(message), refusal.state());
                if (refusal.reason() != null) {
                    message.append("reason", refusal.reason());
                }
            }
        }
        first.forEach(message -> message.append("state", ended.getOrDefault(idOf(message), MessageState.QUEUED).name())
                .append("stateAt", Date.from(now)));
        RecordDocuments.insertNew(messages, List.copyOf(first));
        personalData.eraseDeleted(first, "firedAt");
        SortedMap<String, WriteModel<Document>> changes = new TreeMap<>();
        queued.stream().filter(message -> ended.containsKey(idOf(message)))
                .forEach(message -> changes.put(idOf(message),
                        ended(message, Objects.requireNonNull(ended.get(idOf(message))), now)));
        again.forEach(message -> changes.put(idOf(message),
                Retries.begin(message, ended.getOrDefault(idOf(message), MessageState.SENDING), now)));
        List<Document> firstAttempts = Stream.concat(first.stream(), queued.stream())
                .filter(message -> !ended.containsKey(idOf(message))).sorted(BY_ID).toList();
        boolean allBegun = begin(firstAttempts, changes.values(), now);
        ended.forEach((id, state) -> LOG.info("Ended {} unsent: {}", id, state));
        due.stream().filter(message -> ended.containsKey(idOf(message)))
                .forEach(message -> count(message, Objects.requireNonNull(ended.get(idOf(message)))));
        List<Document> begun = due.stream().filter(message -> !ended.containsKey(idOf(message))).toList();
        return allBegun ? begun : stillUnderWay(begun);
    }

    /** @return whether each change found its message in the state in which it was read */
    private boolean begin(List<Document> firstAttempts, Collection<WriteModel<Document>> others, Instant now) {
        List<WriteModel<Document>> changes = new ArrayList<>(others);
        if (!firstAttempts.isEmpty()) {
            changes.add(new UpdateManyModel<>(
                    Filters.and(Filters.in("_id", firstAttempts.stream().map(LogDelivery::idOf).toList()),
                            Filters.eq("state", QUEUED)),
                    Updates.combine(Updates.set("state", SENDING), Updates.set("stateAt", Date.from(now)))));
        }
        return changes.isEmpty() || messages.bulkWrite(changes, new BulkWriteOptions().ordered(false))
                .getMatchedCount() == others.size() + firstAttempts.size();
    }

    private static WriteModel<Document> ended(Document queued, MessageState state, Instant now) {
        Document outcome = new Document("state", state.name()).append("stateAt", Date.from(now));
        if (state == MessageState.FAILED) {
            outcome.append("reason", queued.get("reason"));
        }
        return new UpdateOneModel<>(Filters.and(Filters.eq("_id", idOf(queued)), Filters.eq("state", QUEUED)),
                new Document("$set", outcome));
    }

    /**
     * Another engine has processed the same commands. Messages that it has begun are sent here, too (G1), because it
     * may have failed before sending; messages that it has ended are not.
     */
    private List<Document> stillUnderWay(List<Document> begun) {
        Set<String> sending = new HashSet<>();
        messages.find(Filters.and(Filters.in("_id", begun.stream().map(LogDelivery::idOf).sorted().toList()),
                Filters.eq("state", SENDING))).projection(Projections.include("_id"))
                .forEach(message -> sending.add(idOf(message)));
        return begun.stream().filter(message -> sending.contains(idOf(message))).toList();
    }

    private void end(List<Document> underWay, MessageState state, Instant now) {
        if (!underWay.isEmpty()) {
            Document outcome = new Document("state", state.name()).append("stateAt", Date.from(now));
            if (state == MessageState.SENT) {
                outcome.append("sentAt", Date.from(now));
            }
            messages.updateMany(
                    Filters.and(Filters.in("_id", underWay.stream().map(LogDelivery::idOf).sorted().toList()),
                            Filters.eq("state", SENDING)),
                    new Document("$set", outcome));
            underWay.forEach(message -> count(message, state));
        }
    }

    /** F6: the engine could not render the text. Another attempt would not change that. */
    private static boolean hasNoText(Document message) {
        return message.get("failure") instanceof String;
    }

    private void count(Document message, MessageState state) {
        metrics.message(message.getString("channel"), state.name().toLowerCase(Locale.ROOT));
    }

    private static String idOf(Document message) {
        return message.getString("_id");
    }

    private void send(Document message) {
        LOG.info("Sent {} on {} to {} {} (automation {}, run {}, follow-up {}){}", idOf(message),
                message.get("channel"), message.get("recipientKind"), message.get("leadId"),
                message.get("automationId"), message.get("run"), message.get("followUp"),
                showText ? " to " + message.get("to") + ": " + message.get("text") : "");
    }

    private static LeadKey leadOf(Document message) {
        return new LeadKey(message.getString("organizationId"), message.getString("leadId"));
    }

    private static OutboundRecord sent(Document message, Instant sentAt) {
        LeadKey lead = leadOf(message);
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("origin", "automation");
        data.put("channel", message.get("channel"));
        data.put("messageId", message.get("_id"));
        data.put("automationId", message.get("automationId"));
        LeadEvent event = new LeadEvent("sent-" + message.get("_id"), LeadEvent.MESSAGE_SENT, lead, sentAt, data,
                Map.of());
        return OutboundRecord.of(Topics.LEAD_EVENTS, LeadPartitioner.keyOf(lead), JsonCodec.write(event.toJson()));
    }
}
