package dev.nudge.engine.record;

import dev.nudge.event.LeadEvent;

/** A record and the event that was read from it. */
public record LeadRecord(InboundRecord source, LeadEvent event) {

    public int partition() {
        return source.partition();
    }

    public long offset() {
        return source.offset();
    }

    /** Whether it is neither a due timer nor a message that the engine sent. */
    public boolean isFromOthers() {
        return !event.isTimerDue() && !event.isOwnMessage();
    }
}
