package dev.nudge.engine.record;

import dev.nudge.infrastructure.tracing.Traces;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log, of {@code lead.events} unless stated otherwise.
 *
 * @param timestamp when the log appended it
 * @param traceparent its header of that name, as it is; null without one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record InboundRecord(int partition, long offset, Instant timestamp, byte @Nullable [] key,
        byte @Nullable [] value, @Nullable String traceparent) {

    /** A record without a trace. */
    public InboundRecord(int partition, long offset, Instant timestamp, byte @Nullable [] key,
            byte @Nullable [] value) {
        this(partition, offset, timestamp, key, value, null);
    }

    public static InboundRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new InboundRecord(record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()),
                record.key(), record.value(), Traces.headerOf(record.headers()));
    }
}
