package dev.nudge.engine.record;

import dev.nudge.infrastructure.tracing.Traces;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record to be appended to the log.
 *
 * @param partition null: selected by the key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboundRecord(String topic, @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value,
        Map<String, String> headers) {

    /** @param traceparent the record's place in a trace; null when it belongs to none */
    public static OutboundRecord of(String topic, byte[] key, byte @Nullable [] value, @Nullable String traceparent) {
        return of(topic, null, key, value, traceparent);
    }

    /** The same, with the partition. */
    public static OutboundRecord of(String topic, @Nullable Integer partition, byte[] key, byte @Nullable [] value,
            @Nullable String traceparent) {
        return new OutboundRecord(topic, partition, key, value,
                traceparent == null ? Map.of() : Map.of(Traces.HEADER, traceparent));
    }

    public static OutboundRecord of(String topic, byte[] key, byte[] value) {
        return new OutboundRecord(topic, null, key, value, Map.of());
    }
}
