package dev.nudge.engine.lead;

/** Something to publish that came of the record at {@code offset}, as the bytes that go to the topic. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboxEntry(long offset, String topic, byte[] value) {}
