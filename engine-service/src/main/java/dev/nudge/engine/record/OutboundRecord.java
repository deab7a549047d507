package dev.nudge.engine.record;

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

    public static OutboundRecord of(String topic, byte[] key, byte[] value) {
        return new OutboundRecord(topic, null, key, value, Map.of());
    }
}
