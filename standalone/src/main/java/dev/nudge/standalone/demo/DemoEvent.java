package dev.nudge.standalone.demo;

import java.time.Instant;

/**
 * A record for {@code lead.events}, which the engine may refuse.
 *
 * @param at when it is appended
 * @param leadId the record's key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DemoEvent(Instant at, String leadId, byte[] value) {}
