package dev.nudge.api.relay;

import java.util.List;

/**
 * A document that was written with an outbox marker.
 *
 * @param part the part of it that was written, of a document with a marker for each part; empty for the whole document
 */
public record Written(Outbox outbox, String documentId, String part) {

    public Written(Outbox outbox, String documentId) {
        this(outbox, documentId, "");
    }

    /** Its current changes to publish. */
    List<Change> changes() {
        return part.isEmpty() ? outbox.changesOf(documentId) : outbox.changesOf(documentId, part);
    }
}
