package dev.nudge.engine.lead;

import dev.nudge.event.LeadKey;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** One write behind the fence: it is refused unless the stored position is exactly the one that was read. */
public record LeadWrite(LeadKey key, @Nullable Position read, RawBsonDocument document) {}
