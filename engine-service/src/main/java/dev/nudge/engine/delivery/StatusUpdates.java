package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.model.Updates;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.message.DeliveryReport;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private final ProviderOptOuts optOuts;
    private final FailedRecords failed;
    private final EngineMetrics metrics;
    private final InstantSource clock;

    StatusUpdates(StoredMessages messages, SentEvents sentEvents, ProviderOptOuts optOuts, FailedRecords failed,
            EngineMetrics metrics, InstantSource clock) {
        this.messages = messages;
        this.sentEvents = sentEvents;
        this.optOuts = optOuts;
        this.failed = failed;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (read(record)) {
                case Reading.Understood<DeliveryReport>(DeliveryReport report) -> apply(report);
                case Reading.Refused<DeliveryReport> refused ->
                    failed.deadLetter(record, "a message's state", refused);
            }
        }
    }

    private Reading<DeliveryReport> read(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        return value == null
                ? Reading.refused("", Violation.REQUIRED, "The record has no value.")
                : JsonCodec.readObject(value).flatMap(json -> DeliveryReport.read(json, clock.instant()));
    }

    private void apply(DeliveryReport report) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<Document> found = expecting(report);
        while (found.isPresent()) {
            Document message = found.get();
            if (report.state() == MessageState.OPTED_OUT) {
                optOuts.record(message, report.at().isAfter(now) ? now : report.at());
            }
            if (messages.update(report.messageId(), eq("state", message.get("state")), update(report, message, now))) {
                metrics.message(String.valueOf(message.get("channel")), message.get("provider"),
                        report.state().name().toLowerCase(Locale.ROOT));
                sentEvents.report(List.of(report.messageId()));
                return;
            }
            found = expecting(report); // its outcome was stored meanwhile
        }
    }

    /** The message, if the report can be about its last attempt, and moves its state forward. */
    private Optional<Document> expecting(DeliveryReport report) {
        return Optional.ofNullable(messages.find(List.of(report.messageId())).get(report.messageId()))
                .filter(message -> report.organizationId().equals(message.getString("organizationId")))
                .filter(message -> isOfTheLastAttempt(report, message))
                .filter(message -> waitsForARepeat(report, message) || MessageState.named(message.getString("state"))
                        .filter(report.before()::contains).isPresent());
    }

    /** A message has the id that the provider gave its last attempt when it is sent; before, that of an earlier one. */
    private static boolean isOfTheLastAttempt(DeliveryReport report, Document message) {
        return report.providerId() == null || !(message.get("providerId") instanceof String known)
                || known.equals(report.providerId()) == isSent(message);
    }

    /** A message that waits for a repeat of an attempt whose result is unknown may have been taken. */
    private static boolean waitsForARepeat(DeliveryReport report, Document message) {
        return MessageState.QUEUED.name().equals(message.getString("state")) && message.containsKey("pinnedTo")
                && report.by() == null;
    }

    private static boolean isSent(Document message) {
        return MessageState.SENT.name().equals(message.getString("state"));
    }

    private static Bson update(DeliveryReport report, Document message, Instant now) {
        List<Bson> updates = new ArrayList<>();
        updates.add(Updates.set("state", report.state().name()));
        updates.add(Updates.set("stateAt", Date.from(now)));
        updates.add(Updates.unset("pinnedTo"));
        if (!report.saysThatItWasSent()) {
            updates.add(Updates.unset("nextAttemptAt"));
        } else if (!isSent(message)) {
            updates.add(Updates.set("sentAt", Date.from(now)));
            updates.add(PreSendCheck.isToALead(message)
                    ? Updates.set("nextAttemptAt", Date.from(StoredMessages.AT_ONCE))
                    : Updates.unset("nextAttemptAt"));
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

    private static String reason(DeliveryReport report) {
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
