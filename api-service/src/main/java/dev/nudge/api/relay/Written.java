package dev.nudge.api.relay;

/** A document that was written with an outbox marker. */
public record Written(Outbox outbox, String documentId) {}
