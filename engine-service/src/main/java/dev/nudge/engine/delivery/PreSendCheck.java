package dev.nudge.engine.delivery;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.engine.lead.PersonalData;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.lead.Lead;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The check of messages before each attempt (F5, E10): one that is too late, whose lead or address has opted out, or
 * whose lead was deleted, is ended rather than sent. A batch takes one query for its leads and one for its addresses.
 */
final class PreSendCheck {

    /** How a message ends, with the reason of a failure. */
    record Ended(MessageState state, @Nullable String reason) {
        Ended(MessageState state) {
            this(state, null);
        }
    }

    /**
     * @param ended the ends of those that must not be sent, by their ids
     * @param leads those that are known, by the ids of their documents
     */
    record Result(Map<String, Ended> ended, Map<String, Lead> leads) {

        /** When the lead of a message last wrote on WhatsApp; null if its last message was on another channel. */
        @Nullable
        Instant lastWhatsAppAt(Document message) {
            Lead lead = leads.get(leadOf(message));
            return lead != null && Channel.WHATSAPP.json().equals(lead.conversation().lastInboundChannel())
                    ? lead.conversation().lastInboundAt()
                    : null;
        }
    }

    private static final Bson CHECKED = Projections.include("organizationId", "leadId", "createdAt", "lastNow",
            "consents", "optOuts", "removal", "conversation");

    private final MongoCollection<Document> leads;
    private final Suppressions suppressions;
    private final GoneWebhooks webhooks;

    PreSendCheck(MongoDatabase database) {
        this.leads = database.getCollection(CollectionNames.LEADS);
        this.suppressions = new Suppressions(database);
        this.webhooks = new GoneWebhooks(database);
    }

    Result of(Collection<Document> messages, Instant now) {
        Map<String, Ended> ended = new HashMap<>();
        Map<String, Lead> known = leads(messages);
        Set<String> suppressed = suppressions.suppressed(
                messages.stream().flatMap(message -> suppressionId(message).stream()).distinct().sorted().toList());
        Set<String> gone = webhooks.gone(messages);
        for (Document message : messages) {
            Lead lead = known.get(leadOf(message));
            if (lead != null && isOfDeleted(message, lead)) {
                ended.put(message.getString("_id"), new Ended(MessageState.FAILED, PersonalData.LEAD_DELETED));
            } else if (message.get("notAfter") instanceof Date notAfter && !now.isBefore(notAfter.toInstant())) {
                ended.put(message.getString("_id"), new Ended(MessageState.EXPIRED));
            } else if (isToALead(message) && lead != null && channel(message).filter(lead::optedOutOf).isPresent()
                    || suppressionId(message).filter(suppressed::contains).isPresent()) {
                ended.put(message.getString("_id"), new Ended(MessageState.OPTED_OUT));
            } else if (message.get("to") == null) {
                ended.put(message.getString("_id"), new Ended(MessageState.FAILED, "The message has no recipient."));
            } else if (isGone(message, gone)) {
                ended.put(message.getString("_id"), new Ended(MessageState.FAILED, GoneWebhooks.REASON));
            }
        }
        return new Result(ended, known);
    }

    private static boolean isGone(Document message, Set<String> gone) {
        return Channel.WEBHOOK.json().equals(message.getString("channel"))
                && gone.contains(GoneWebhooks.id(message));
    }

    static boolean isToALead(Document message) {
        return "lead".equals(message.getString("recipientKind"));
    }

    private static boolean isOfDeleted(Document message, Lead lead) {
        return lead.removal() != null && message.get("firedAt") instanceof Date firedAt
                && !firedAt.toInstant().isAfter(lead.removal().at());
    }

    private static String leadOf(Document message) {
        return DocumentIds.ofLead(message.getString("organizationId"), message.getString("leadId"));
    }

    private static Optional<Channel> channel(Document message) {
        return Channel.named(message.getString("channel"));
    }

    /** The id under which the message's address would be in the suppression list. */
    private static Optional<String> suppressionId(Document message) {
        AddressKind kind = channel(message).map(Channel::addressKind).orElse(null);
        return kind != null && message.get("to") instanceof String to
                ? Optional.of(DocumentIds.ofSuppression(
                        Objects.requireNonNull(message.getString("organizationId")),
                        Address.ofNormalised(kind, to)))
                : Optional.empty();
    }

    private Map<String, Lead> leads(Collection<Document> messages) {
        Map<String, Lead> known = new HashMap<>();
        List<String> ids = messages.stream().map(PreSendCheck::leadOf).distinct().sorted().toList();
        leads.find(Filters.in("_id", ids)).projection(CHECKED)
                .forEach(lead -> known.put(lead.getString("_id"), LeadDocumentReader.lead(lead)));
        return known;
    }
}
