package dev.nudge.infrastructure.lead;

import dev.nudge.address.AddressKind;
import dev.nudge.condition.Change;
import dev.nudge.event.DueTimer;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Conversation;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Removal;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.bson.BsonBinary;
import org.bson.BsonBinaryWriter;
import org.bson.BsonWriter;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/** Writes a lead's document, straight to BSON: it is written once per lead and batch, and its size is known. */
public final class LeadDocumentWriter {

    private static final int BYTES_WITHOUT_LISTS = 2_048;
    private static final int BYTES_AROUND_ENTRY = 100;

    private final BsonWriter to;

    private LeadDocumentWriter(BsonWriter to) {
        this.to = to;
    }

    public static RawBsonDocument of(StoredLead stored) {
        BasicOutputBuffer buffer = new BasicOutputBuffer(expectedBytes(stored));
        try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            new LeadDocumentWriter(writer).write(stored);
            return new RawBsonDocument(buffer.getInternalBuffer(), 0, buffer.getPosition());
        }
    }

    /** Of most documents; a larger one makes the buffer grow. */
    private static int expectedBytes(StoredLead stored) {
        int variable = stored.lead().events().entries().length;
        for (OutboxEntry entry : stored.outbox()) {
            variable += entry.value().length + BYTES_AROUND_ENTRY;
        }
        return BYTES_WITHOUT_LISTS + variable;
    }

    private void write(StoredLead stored) {
        Lead lead = stored.lead();
        to.writeStartDocument();
        to.writeString("_id", DocumentIds.ofLead(lead.key()));
        to.writeString("organizationId", lead.key().organizationId());
        to.writeString("leadId", lead.key().leadId());
        position("position", stored.position());
        lead.nextDueAt().ifPresent(due -> instant("nextDueAt", due));
        instant("createdAt", lead.createdAt());
        instant("lastNow", lead.lastNow());
        value("attributes", lead.attributes());
        value("addresses", LeadAddresses.of(lead.attributes()));
        LeadSearchKeys.status(lead.attributes()).ifPresent(key -> text("statusKey", key));
        value("nameKeys", LeadSearchKeys.names(lead.attributes()));
        instant("attributesAt", lead.attributesAt());
        text("previousStatus", lead.statusHistory().previousStatus());
        instant("statusChangedAt", lead.statusHistory().statusChangedAt());
        conversation(lead.conversation());
        to.writeStartDocument("consents");
        lead.consents().forEach(this::consent);
        to.writeEndDocument();
        to.writeStartDocument("automations");
        lead.automations().forEach(this::progress);
        to.writeEndDocument();
        to.writeBinaryData("events", new BsonBinary(lead.events().entries()));
        to.writeStartDocument("sentOn");
        lead.sentOn().forEach((day, count) -> to.writeInt32(day.toString(), count));
        to.writeEndDocument();
        Removal removal = lead.removal();
        if (removal != null) {
            removal(removal);
        }
        to.writeStartArray("outbox");
        stored.outbox().forEach(this::outboxEntry);
        to.writeEndArray();
        if (!stored.timerTraces().isEmpty()) {
            to.writeStartArray("timerTraces");
            stored.timerTraces().forEach(this::timerTrace);
            to.writeEndArray();
        }
        to.writeEndDocument();
    }

    private void consent(AddressKind kind, Consent consent) {
        to.writeStartDocument(kind.json());
        to.writeBoolean("optedOut", consent.optedOut());
        instant("at", consent.at());
        text("by", consent.by());
        to.writeEndDocument();
    }

    private void removal(Removal removal) {
        to.writeStartDocument("removal");
        instant("occurredAt", removal.occurredAt());
        instant("at", removal.at());
        text("mergedInto", removal.mergedInto());
        to.writeEndDocument();
    }

    private void position(String name, Position position) {
        to.writeStartDocument(name);
        to.writeInt32("partition", position.partition());
        to.writeInt64("offset", position.offset());
        to.writeEndDocument();
    }

    private void conversation(Conversation conversation) {
        to.writeStartDocument("conversation");
        instant("lastInboundAt", conversation.lastInboundAt());
        instant("lastOutboundAt", conversation.lastOutboundAt());
        text("lastInboundChannel", conversation.lastInboundChannel());
        text("lastInboundBody", conversation.lastInboundBody());
        to.writeInt32("inboundCount", conversation.inboundCount());
        to.writeInt32("outboundCount", conversation.outboundCount());
        text("lastInboundDirection", conversation.lastInboundDirection());
        text("lastMessageDirection", conversation.lastMessageDirection());
        instant("lastFiredAt", conversation.lastFiredAt());
        to.writeEndDocument();
    }

    private void progress(String automationId, Progress progress) {
        to.writeStartDocument(automationId);
        to.writeInt32("lastRun", progress.lastRun());
        to.writeInt32("transitions", progress.transitions());
        to.writeInt32("followUps", progress.followUps());
        instant("lastFiredAt", progress.lastFiredAt());
        value("firings", progress.firings());
        to.writeStartArray("runs");
        progress.runs().forEach(this::run);
        to.writeEndArray();
        to.writeEndDocument();
    }

    private void run(Run run) {
        to.writeStartDocument();
        to.writeInt32("number", run.number());
        to.writeInt32("followUp", run.followUp());
        to.writeInt32("followUpsCounted", run.followUpsCounted());
        to.writeBoolean("hasFired", run.hasFired());
        instant("startedAt", run.startedAt());
        instant("eventAt", run.eventAt());
        startedBy(run.startedBy());
        text("statusAtStart", run.statusAtStart());
        instant("dueAt", run.dueAt());
        instant("firstDueAt", run.firstDueAt());
        to.writeBoolean("deferred", run.deferred());
        to.writeInt32("automationVersion", run.automationVersion());
        to.writeEndDocument();
    }

    /** The data as JSON: names in an event's data may be anything, also what no document's field may be. */
    private void startedBy(StartingEvent event) {
        to.writeStartDocument("startedBy");
        to.writeString("id", event.id());
        to.writeString("type", event.type());
        to.writeString("json", new String(JsonCodec.write(event.data()), StandardCharsets.UTF_8));
        if (event.keptPaths() != null) {
            value("keptPaths", List.copyOf(event.keptPaths()));
        }
        to.writeStartArray("changed");
        event.changed().forEach((field, change) -> change(field, change));
        to.writeEndArray();
        to.writeEndDocument();
    }

    private void change(String field, Change change) {
        to.writeStartDocument();
        to.writeString("name", field);
        optional("from", change.from());
        optional("to", change.to());
        flag("fromCut", change.isFromCut());
        flag("toCut", change.isToCut());
        to.writeEndDocument();
    }

    private void flag(String name, boolean isSet) {
        if (isSet) {
            to.writeBoolean(name, true);
        }
    }

    private void outboxEntry(OutboxEntry entry) {
        to.writeStartDocument();
        to.writeInt64("offset", entry.offset());
        to.writeString("topic", entry.topic());
        to.writeBinaryData("value", new BsonBinary(entry.value()));
        text("traceparent", entry.traceparent());
        to.writeEndDocument();
    }

    private void timerTrace(DueTimer timer, String traceparent) {
        to.writeStartDocument();
        to.writeString("automationId", timer.automationId());
        to.writeInt32("run", timer.run());
        to.writeInt32("followUp", timer.followUp());
        instant("dueAt", timer.dueAt());
        to.writeString("traceparent", traceparent);
        to.writeEndDocument();
    }

    private void text(String name, @Nullable String text) {
        if (text != null) {
            to.writeString(name, text);
        }
    }

    private void instant(String name, @Nullable Instant instant) {
        if (instant != null) {
            to.writeDateTime(name, instant.toEpochMilli());
        }
    }

    private void optional(String name, @Nullable Object value) {
        if (value != null) {
            value(name, value);
        }
    }

    private void value(String name, Object value) {
        to.writeName(name);
        Documents.write(to, value);
    }
}
