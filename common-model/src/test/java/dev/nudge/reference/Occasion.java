package dev.nudge.reference;

import dev.nudge.reference.EventReading.Event;
import dev.nudge.reference.Lead.Cause;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One event at one lead: what the rules ask about it after the lead was updated. */
record Occasion(Lead lead, Event event, Instant now, boolean deleted, Attributes.Status status, Keywords.Kind keyword,
        Cause cause) {
    /** F4: an opt-out or opt-in by keyword. */
    boolean isKeyword() {
        return keyword == Keywords.Kind.OPT_OUT || keyword == Keywords.Kind.OPT_IN;
    }

    /** S6, C2: an inbound message, not a keyword and not automatic. */
    boolean isReply() {
        return event.inbound() && !event.automatic() && !isKeyword();
    }

    /** F4: an opt-out by keyword, or by the API or a provider. */
    boolean isOptOut() {
        return keyword == Keywords.Kind.OPT_OUT || event.type().equals("lead.opted_out");
    }

    /** S3. */
    @Nullable
    String sourceStatus() {
        return event.statusChange() ? status.from() : lead.status();
    }
}
