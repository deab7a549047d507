package dev.nudge.lead;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When and in which direction messages were exchanged with a lead. The instants are those at which the messages
 * occurred.
 *
 * @param lastOutboundAt of messages written by people only, like {@code outboundCount} (X1)
 * @param lastInboundChannel of the newest inbound message, like {@code lastInboundBody}
 * @param lastInboundDirection the direction of the last message written by a person: {@code inbound} or {@code
 * outbound} (X1)
 * @param lastMessageDirection the same, including this engine's messages to the lead from the time of their firing (X2)
 * @param lastFiredAt when this engine fired a message to the lead last
 */
public record Conversation(@Nullable Instant lastInboundAt, @Nullable Instant lastOutboundAt,
        @Nullable String lastInboundChannel, @Nullable String lastInboundBody, int inboundCount, int outboundCount,
        @Nullable String lastInboundDirection, @Nullable String lastMessageDirection, @Nullable Instant lastFiredAt) {

    public static final Conversation NONE = new Conversation(null, null, null, null, 0, 0, null, null, null);
    private static final String INBOUND = "inbound";
    private static final String OUTBOUND = "outbound";

    Conversation afterInbound(Instant occurredAt, @Nullable String channel, @Nullable String body) {
        boolean isNewest = lastInboundAt == null || !occurredAt.isBefore(lastInboundAt);
        Instant inboundAt = later(lastInboundAt, occurredAt);
        return new Conversation(inboundAt, lastOutboundAt, isNewest ? channel : lastInboundChannel,
                isNewest ? body : lastInboundBody, inboundCount + 1, outboundCount,
                direction(inboundAt, lastOutboundAt, isNewest ? INBOUND : lastInboundDirection),
                direction(inboundAt, laterOf(lastOutboundAt, lastFiredAt), isNewest ? INBOUND : lastMessageDirection),
                lastFiredAt);
    }

    Conversation afterOutbound(Instant occurredAt) {
        Instant outboundAt = later(lastOutboundAt, occurredAt);
        Instant sentAt = later(lastFiredAt, outboundAt);
        return new Conversation(lastInboundAt, outboundAt, lastInboundChannel, lastInboundBody, inboundCount,
                outboundCount + 1,
                direction(lastInboundAt, outboundAt, occurredAt.equals(outboundAt) ? OUTBOUND : lastInboundDirection),
                direction(lastInboundAt, sentAt, occurredAt.equals(sentAt) ? OUTBOUND : lastMessageDirection),
                lastFiredAt);
    }

    Conversation afterFiring(Instant now) {
        Instant firedAt = later(lastFiredAt, now);
        return new Conversation(lastInboundAt, lastOutboundAt, lastInboundChannel, lastInboundBody, inboundCount,
                outboundCount, lastInboundDirection,
                direction(lastInboundAt, laterOf(lastOutboundAt, firedAt), OUTBOUND), firedAt);
    }

    /** @param ofLastArrival the direction when both instants are the same (X1) */
    private static @Nullable String direction(@Nullable Instant inboundAt, @Nullable Instant outboundAt,
            @Nullable String ofLastArrival) {
        if (inboundAt == null || outboundAt == null) {
            return inboundAt == null ? OUTBOUND : INBOUND;
        }
        int comparison = inboundAt.compareTo(outboundAt);
        if (comparison == 0) {
            return ofLastArrival;
        }
        return comparison > 0 ? INBOUND : OUTBOUND;
    }

    private static @Nullable Instant laterOf(@Nullable Instant known, @Nullable Instant candidate) {
        return candidate == null ? known : later(known, candidate);
    }

    static Instant later(@Nullable Instant known, Instant candidate) {
        return known == null || candidate.isAfter(known) ? candidate : known;
    }
}
