package dev.nudge.api.relay;

import dev.nudge.api.store.IndexedCollection;
import java.util.List;

/**
 * A collection whose documents carry a marker while a change of theirs is still to be published. The marker is written
 * with the change, in one write, so that none can be forgotten. As a bean it has an order: what others depend on, and what
 * is written before them, is published before them.
 */
public interface Outbox extends IndexedCollection {

    /**
     * The ids of marked documents in their order.
     *
     * @param after the last id of the part before; empty for the first part
     */
    List<String> pending(String after, int limit);

    /** What a document has to publish, as it is now; nothing when it isn't marked any more. */
    List<Change> changesOf(String documentId);
}
