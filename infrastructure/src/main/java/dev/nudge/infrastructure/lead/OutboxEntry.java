package dev.nudge.infrastructure.lead;

/**
 * Something to publish that came of the record at {@code offset}.
 *
 * @param value the bytes that go to the topic; for a dead letter its reason, since the rest of it is the record itself
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboxEntry(long offset, String topic, byte[] value) {}
