package dev.nudge.engine.record;

import dev.nudge.Topics;
import dev.nudge.json.Json;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A record that cannot be processed: its original bytes, the reason and its position (E6). */
public final class DeadLetter {

    public static final String REASON = "nudge-reason";
    public static final String TOPIC = "nudge-topic";
    public static final String PARTITION = "nudge-partition";
    public static final String OFFSET = "nudge-offset";
    public static final String TIMESTAMP = "nudge-timestamp";

    public static final int MAX_REASON_LENGTH = 4_000;

    /** Present when the value is only the first part of the original. */
    public static final String CUT = "nudge-cut";

    private static final int CUT_BYTES = 100_000;

    private DeadLetter() {}

    /**
     * The reason for a failure in the engine: what could not be done, and the message of a broken invariant. Other
     * exceptions name classes, which belong in the log.
     */
    public static String failure(String what, Throwable failure) {
        String message = failure instanceof IllegalStateException ? failure.getMessage() : null;
        return what + (message == null ? "; see the engine's log." : ": " + message + ".")
                + " Replay the event after the cause is corrected.";
    }

    /** Returns the dead letter with only the first part of its value, for a topic that does not accept all of it. */
    public static OutboundRecord cut(OutboundRecord deadLetter) {
        byte[] value = deadLetter.value();
        Map<String, String> headers = new HashMap<>(deadLetter.headers());
        headers.put(CUT, value == null ? "0" : Integer.toString(value.length));
        return new OutboundRecord(deadLetter.topic(), deadLetter.partition(), deadLetter.key(),
                value == null ? null : Arrays.copyOf(value, Math.min(value.length, CUT_BYTES)), headers);
    }

    public static OutboundRecord of(String topic, InboundRecord source, String reason) {
        return new OutboundRecord(Topics.deadLetters(topic), null, source.key(), source.value(),
                Map.of(REASON, Json.cut(reason, MAX_REASON_LENGTH), TOPIC, topic, PARTITION,
                        Integer.toString(source.partition()), OFFSET, Long.toString(source.offset()), TIMESTAMP,
                        Json.text(source.timestamp())));
    }
}
