package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Updates;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * What providers and people report about messages, from {@code message.status}. States only move forward (G2): a report
 * that is late, repeated or out of order changes nothing. A person's report counts for {@code UNKNOWN} alone.
 */
public final class StatusUpdates implements BatchMessageListener<byte[], byte[]> {

    private final StoredMessages messages;
    private final SentEvents sentEvents;
    private final RecordLog log;
    private final FailedRecords failed;
    private final EngineMetrics metrics;
    private final InstantSource clock;

    StatusUpdates(StoredMessages messages, SentEvents sentEvents, RecordLog log, FailedRecords failed,
            EngineMetrics metrics, InstantSource clock) {
        this.messages = messages;
        this.sentEvents = sentEvents;
        this.log = log;
        this.failed = failed;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @param by the user that resolved the message; null for a provider */
    private record Report(String organizationId, String messageId, MessageState state, @Nullable String providerId,
            @Nullable String code, @Nullable String text, @Nullable String by, @Nullable String comment) {

        /** The states that a message can have before this one. */
        Set<MessageState> before() {
            if (by != null) {
                return EnumSet.of(MessageState.UNKNOWN);
            }
            return switch (state) {
                case SENT -> EnumSet.of(MessageState.SENDING, MessageState.UNKNOWN);
                case DELIVERED, FAILED -> EnumSet.of(MessageState.SENDING, MessageState.UNKNOWN, MessageState.SENT);
                case QUEUED, SENDING, EXPIRED, OPTED_OUT, UNKNOWN -> EnumSet.noneOf(MessageState.class);
            };
        }
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (read(record)) {
                case Reading.Understood<Report>(Report report) -> apply(report);
                case Reading.Refused<Report> refused -> failed.deadLetter(record, "a message's state", refused);
            }
        }
    }

    private static Reading<Report> read(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        return value == null
                ? Reading.refused("", Violation.REQUIRED, "The record has no value.")
                : JsonCodec.readObject(value).flatMap(StatusUpdates::read);
    }

    private static Reading<Report> read(Map<String, @Nullable Object> json) {
        JsonObject object = JsonObject.of(json);
        String organizationId = object.requiredText("organizationId", 64);
        String messageId = object.requiredText("messageId", 128);
        Optional<MessageState> state = MessageState.named(object.requiredText("state", 20));
        Report report = new Report(organizationId, messageId, state.orElse(MessageState.QUEUED),
                object.text("providerId", 200), object.text("code", 200), object.text("text", 1_000),
                object.text("by", 200), object.text("comment", 1_000));
        if (!object.violations().isEmpty()) {
            return new Reading.Refused<>(object.violations());
        }
        return report.before().isEmpty()
                ? Reading.refused("/state", Violation.FORMAT, "Expected SENT, DELIVERED or FAILED in \"state\".")
                : new Reading.Understood<>(report);
    }

    private void apply(Report report) {
        Document message = messages.find(List.of(report.messageId())).get(report.messageId());
        if (message == null || !report.organizationId().equals(message.getString("organizationId"))) {
            return;
        }
        Optional<MessageState> known = MessageState.named(message.getString("state"));
        if (known.filter(report.before()::contains).isEmpty() || isOfAnotherAttempt(report, message)) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (report.state() != MessageState.FAILED && known.get() != MessageState.SENT
                && PreSendCheck.isToALead(message)) {
            log.appendAll(List.of(sentEvents.of(message, now)));
        }
        Bson asRead = and(eq("organizationId", report.organizationId()),
                in("state", report.before().stream().map(MessageState::name).toList()));
        Bson same = report.providerId() == null
                ? asRead
                : and(asRead, or(exists("providerId", false), eq("providerId", report.providerId())));
        if (messages.update(report.messageId(), same, update(report, message, now))) {
            metrics.message(String.valueOf(message.get("channel")), report.state().name().toLowerCase(Locale.ROOT));
        }
    }

    /** An earlier attempt of the message may have been taken by another provider. */
    private static boolean isOfAnotherAttempt(Report report, Document message) {
        return report.providerId() != null && message.get("providerId") instanceof String known
                && !known.equals(report.providerId());
    }

    private static Bson update(Report report, Document message, Instant now) {
        List<Bson> updates = new ArrayList<>();
        updates.add(Updates.set("state", report.state().name()));
        updates.add(Updates.set("stateAt", Date.from(now)));
        updates.add(Updates.unset("nextAttemptAt"));
        if (report.state() != MessageState.FAILED && message.get("sentAt") == null) {
            updates.add(Updates.set("sentAt", Date.from(now)));
        }
        set(updates, "providerId", report.providerId());
        set(updates, "providerCode", report.code());
        set(updates, "providerText", report.text());
        set(updates, "resolvedBy", report.by());
        set(updates, "comment", report.comment());
        if (report.state() == MessageState.FAILED) {
            set(updates, "reason", reason(report));
        } else {
            updates.add(Updates.unset("reason"));
        }
        return Updates.combine(updates);
    }

    private static String reason(Report report) {
        if (report.comment() != null) {
            return report.comment();
        }
        if (report.text() != null) {
            return report.text();
        }
        return report.code() == null
                ? "The provider reported a failure, without a code."
                : "The provider reported the code " + report.code() + ".";
    }

    private static void set(List<Bson> updates, String field, @Nullable String value) {
        if (value != null) {
            updates.add(Updates.set(field, value));
        }
    }
}
