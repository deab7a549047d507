package dev.nudge.lead;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When and in which direction messages were exchanged with a lead.
 *
 * @param lastOutboundAt of messages written by people only, like {@code outboundCount} (X1)
 * @param lastInboundDirection the direction of the last message written by a person: {@code inbound} or {@code
 * outbound} (X1)
 * @param lastMessageDirection the same, including this engine's messages to the lead from the time of their firing (X2)
 */
public record Conversation(@Nullable Instant lastInboundAt, @Nullable Instant lastOutboundAt,
        @Nullable String lastInboundChannel, @Nullable String lastInboundBody, int inboundCount, int outboundCount,
        @Nullable String lastInboundDirection, @Nullable String lastMessageDirection) {

    public static final Conversation NONE = new Conversation(null, null, null, null, 0, 0, null, null);
    private static final String INBOUND = "inbound";
    private static final String OUTBOUND = "outbound";

    Conversation afterInbound(Instant occurredAt, @Nullable String channel, @Nullable String body) {
        return new Conversation(later(lastInboundAt, occurredAt), lastOutboundAt, channel, body, inboundCount + 1,
                outboundCount, INBOUND, INBOUND);
    }

    Conversation afterOutbound(Instant occurredAt) {
        return new Conversation(lastInboundAt, later(lastOutboundAt, occurredAt), lastInboundChannel, lastInboundBody,
                inboundCount, outboundCount + 1, OUTBOUND, OUTBOUND);
    }

    Conversation afterOwnMessage() {
        return new Conversation(lastInboundAt, lastOutboundAt, lastInboundChannel, lastInboundBody, inboundCount,
                outboundCount, lastInboundDirection, OUTBOUND);
    }

    static Instant later(@Nullable Instant known, Instant candidate) {
        return known == null || candidate.isAfter(known) ? candidate : known;
    }
}
