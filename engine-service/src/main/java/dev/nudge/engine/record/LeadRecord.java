package dev.nudge.engine.record;

import dev.nudge.event.LeadEvent;

/** A record that was understood. */
public record LeadRecord(InboundRecord source, LeadEvent event) {

    public int partition() {
        return source.partition();
    }

    public long offset() {
        return source.offset();
    }

    /** Neither a due timer nor a message of the engine's own. */
    public boolean isFromOthers() {
        return !event.isTimerDue() && !event.isOwnMessage();
    }
}
