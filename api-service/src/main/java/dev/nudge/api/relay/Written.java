package dev.nudge.api.relay;

/** A document that was written with its marker. */
public record Written(Outbox outbox, String documentId) {}
