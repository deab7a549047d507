package dev.nudge.engine.ingest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code lead.events} as the log has it.
 *
 * @param timestamp when the log took it in
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IncomingRecord(int partition, long offset, Instant timestamp, byte @Nullable [] key,
        byte @Nullable [] value) {}
