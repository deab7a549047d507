package dev.nudge.engine.lead;

import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * One fenced write: it is refused unless the stored position is exactly the one that was read.
 *
 * @param document the lead as it is written
 */
public record LeadWrite(StoredLead lead, @Nullable Position read, RawBsonDocument document) {

    LeadKey key() {
        return lead.lead().key();
    }

    public int bytes() {
        return document.getByteBuffer().remaining();
    }
}
