package dev.nudge.engine.record;

import dev.nudge.Topics;
import dev.nudge.json.Json;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What becomes of a record that can't be processed: its original bytes, the reason and its position (E6). */
public final class DeadLetter {

    public static final String REASON = "nudge-reason";
    public static final String TOPIC = "nudge-topic";
    public static final String PARTITION = "nudge-partition";
    public static final String OFFSET = "nudge-offset";
    public static final String TIMESTAMP = "nudge-timestamp";

    public static final int MAX_REASON_LENGTH = 4_000;

    /** Says so when the value isn't all of the original's. */
    public static final String CUT = "nudge-cut";

    private static final int CUT_BYTES = 100_000;

    private DeadLetter() {}

    /**
     * The reason where something of ours failed: what could not be done, and our own sentence about a broken invariant.
     * Other exceptions speak of classes, which is for the log.
     */
    public static String failure(String what, Throwable failure) {
        String message = failure instanceof IllegalStateException ? failure.getMessage() : null;
        return what + (message == null ? "; the engine's log says why." : ": " + message + ".")
                + " Replay the event when the cause is corrected.";
    }

    /** The same with the first part of its value, for a topic that doesn't take all of it. */
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
