package dev.nudge.engine.delivery;

import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import dev.nudge.infrastructure.mongo.CollectionNames;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.message.MessageState;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/**
 * The check of messages before each attempt (F5): a message that is too late, or whose lead has opted out, is ended
 * instead of sent.
 */
final class PreSendCheck {

    private final MongoCollection<Document> leads;

    PreSendCheck(MongoDatabase database) {
        this.leads = database.getCollection(CollectionNames.LEADS);
    }

    /** Returns the final states of the messages that must not be sent, by message id. */
    Map<String, MessageState> ended(Collection<Document> messages, Instant now) {
        Map<String, MessageState> ended = new HashMap<>();
        Map<String, Set<String>> optOuts = optOuts(messages.stream().filter(PreSendCheck::isToALead).toList());
        for (Document message : messages) {
            if (message.get("notAfter") instanceof Date notAfter && !now.isBefore(notAfter.toInstant())) {
                ended.put(message.getString("_id"), MessageState.EXPIRED);
            } else if (isToALead(message)
                    && optOuts.getOrDefault(leadOf(message), Set.of()).contains(message.getString("channel"))) {
                ended.put(message.getString("_id"), MessageState.OPTED_OUT);
            }
        }
        return ended;
    }

    static boolean isToALead(Document message) {
        return "lead".equals(message.getString("recipientKind"));
    }

    private static String leadOf(Document message) {
        return DocumentIds.ofLead(message.getString("organizationId"), message.getString("leadId"));
    }

    private Map<String, Set<String>> optOuts(List<Document> messages) {
        Map<String, Set<String>> optOuts = new HashMap<>();
        if (!messages.isEmpty()) {
            leads.find(in("_id", messages.stream().map(PreSendCheck::leadOf).distinct().toList()))
                    .projection(Projections.include("optOuts"))
                    .forEach(lead -> {
                        if (lead.get("optOuts") instanceof Document byChannel) {
                            optOuts.put(lead.getString("_id"), byChannel.keySet());
                        }
                    });
        }
        return optOuts;
    }
}
