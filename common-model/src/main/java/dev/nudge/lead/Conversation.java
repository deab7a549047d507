package dev.nudge.lead;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who spoke when.
 *
 * @param lastOutboundAt of people's messages only, as is the count (X1)
 * @param lastInboundDirection who spoke last between people: {@code inbound} or {@code outbound} (X1)
 * @param lastMessageDirection the same, counting this engine's messages to the lead too, from their firing on (X2)
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
