package dev.nudge.infrastructure.lead;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done because of the record at {@code offset}: a record to publish, or a change of other documents.
 *
 * @param topic of the record; or {@link #SUPPRESSIONS} or {@link #ERASURE}
 * @param value the bytes that go to the topic; for a dead letter its reason, since the rest of it is the record itself;
 *        for a change of documents its description in JSON
 * @param traceparent the place of the record in a trace; null when it belongs to none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboxEntry(long offset, String topic, byte[] value, @Nullable String traceparent) {

    /** A change of the suppression list (F4). */
    public static final String SUPPRESSIONS = "(suppressions)";
    /** The removal of personal data in the lead's messages and decisions (E10). */
    public static final String ERASURE = "(erasure)";

    /** An entry that belongs to no trace. */
    public OutboxEntry(long offset, String topic, byte[] value) {
        this(offset, topic, value, null);
    }

    /** Whether the entry is a record to publish. */
    public boolean isRecord() {
        return !topic.equals(SUPPRESSIONS) && !topic.equals(ERASURE);
    }
}
