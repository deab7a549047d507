package dev.nudge.engine.delivery;

import dev.nudge.automation.Channel;
import dev.nudge.automation.ChannelSettings;
import dev.nudge.engine.provider.OutboundMessage;
import dev.nudge.engine.provider.OutboundMessage.Sender;
import dev.nudge.engine.provider.OutboundMessage.Unsubscribe;
import dev.nudge.infrastructure.mongo.Documents;
import dev.nudge.infrastructure.tracing.Traces;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Makes what a provider gets from a message's document. */
final class OutboundMessages {

    /** Fields of delivery, which are not part of the message. */
    private static final Set<String> OF_DELIVERY = Set.of("_id", "state", "stateAt", "attempt", "attempts", "claim",
            "queue", "queuedAt", "partition", "nextAttemptAt", "refusals", "pinnedTo", "throttled", "finalAttempt",
            "reason", "provider", "providerId", "providerCode", "providerText", "segments", "sentAt", "resolvedBy",
            "comment", Traces.HEADER);

    private final ProviderRoutes routes;
    private final DeliveryLinks links;

    OutboundMessages(ProviderRoutes routes, DeliveryLinks links) {
        this.routes = routes;
        this.links = links;
    }

    /** @param lastWhatsAppAt when the lead last wrote on WhatsApp, if that is known */
    OutboundMessage of(Document message, @Nullable Instant lastWhatsAppAt) {
        Channel channel = Channel.named(message.getString("channel")).orElseThrow();
        Optional<ChannelSettings> settings = routes.ofOrganization(message, channel);
        String id = message.getString("_id");
        String organizationId = message.getString("organizationId");
        String leadId = message.getString("leadId");
        String to = Objects.requireNonNull(message.getString("to"));
        return new OutboundMessage(id, organizationId, leadId, channel, to, message.getString("subject"),
                Objects.requireNonNullElse(message.getString("text"), ""), message.getString("contentSid"),
                contentVariables(message),
                settings.map(own -> new Sender(own.from(), own.messagingServiceSid())).orElse(Sender.OF_PROVIDER),
                links.status(organizationId, id, leadId),
                channel == Channel.EMAIL && PreSendCheck.isToALead(message)
                        ? new Unsubscribe(links.unsubscribe(organizationId, leadId, to),
                                settings.map(ChannelSettings::unsubscribeMailto).orElse(null))
                        : null,
                lastWhatsAppAt, command(message));
    }

    private static Map<String, String> contentVariables(Document message) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (message.get("contentVariables") instanceof Document rendered) {
            rendered.forEach((name, value) -> variables.put(name, String.valueOf(value)));
        }
        return variables;
    }

    /** The message as in {@code message.commands}. */
    private static Map<String, @Nullable Object> command(Document message) {
        Map<String, @Nullable Object> command = new LinkedHashMap<>();
        command.put("id", message.getString("_id"));
        message.forEach((name, value) -> {
            if (!OF_DELIVERY.contains(name)) {
                command.put(name, Documents.json(value));
            }
        });
        return command;
    }
}
