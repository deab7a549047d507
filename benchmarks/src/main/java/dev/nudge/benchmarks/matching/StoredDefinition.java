package dev.nudge.benchmarks.matching;

/** A definition in a library's own form. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredDefinition(String organizationId, String id, String eventType, byte[] json) {}
