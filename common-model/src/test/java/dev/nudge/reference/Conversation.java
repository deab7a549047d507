package dev.nudge.reference;

import dev.nudge.reference.EventReading.Direction;
import dev.nudge.reference.EventReading.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who wrote to whom, and when (X1, X2, S6). */
final class Conversation {
    private Conversation() {}

    /** X1, X2: an automatic message and one that this engine sent count for nothing here. */
    static void apply(Lead lead, Event event) {
        Instant at = event.occurredAt();
        if (event.automatic()) {
            return;
        }
        if (event.direction() == Direction.INBOUND) {
            if (!before(at, lead.lastInboundAt)) {
                lead.lastInboundChannel = event.channel();
                lead.lastInboundBody = event.body();
            }
            lead.inboundCount++;
            lead.lastInboundAt = Instants.later(lead.lastInboundAt, at);
            spoke(lead, at, "inbound");
        } else if (event.direction() == Direction.OUTBOUND && !event.own()) {
            lead.outboundCount++;
            lead.lastOutboundAt = Instants.later(lead.lastOutboundAt, at);
            spoke(lead, at, "outbound");
        }
    }

    /** The direction of a message that is not older than any other; on a tie the later arrival counts. */
    private static void spoke(Lead lead, Instant at, String direction) {
        if (!before(at, lead.lastInboundAt) && !before(at, lead.lastOutboundAt)) {
            lead.lastInboundDirection = direction;
            if (!before(at, lead.lastOwnAt)) {
                lead.lastMessageDirection = direction;
            }
        }
    }

    /** X2: this engine's messages to the lead count from the firing that made them. */
    static void fired(Lead lead, Instant now) {
        lead.lastOwnAt = Instants.later(lead.lastOwnAt, now);
        lead.lastMessageDirection = "outbound";
    }

    /** S6: a reply resets the count of each automation unless it occurred before its last firing. */
    static void reply(Lead lead, Event event) {
        lead.automations.values().forEach(progress -> {
            if (progress.firings.isEmpty() || !event.occurredAt().isBefore(progress.firings.getLast())) {
                progress.followUps = 0;
            }
        });
    }

    private static boolean before(Instant one, @Nullable Instant other) {
        return other != null && one.isBefore(other);
    }
}
