package dev.nudge.api.relay;

import dev.nudge.api.store.IndexedCollection;
import java.util.List;

/**
 * A collection whose documents carry a marker while they have unpublished changes. One write sets the marker together
 * with the change, so that no change is lost. The bean's order is the publication order: documents that others depend
 * on are written and published first.
 */
public interface Outbox extends IndexedCollection {

    /**
     * The ids of marked documents, in order.
     *
     * @param after the last id of the previous batch; empty for the first batch
     */
    List<String> pending(String after, int limit);

    /** The document's current changes to publish; empty if it is no longer marked. */
    List<Change> changesOf(String documentId);

    /** The same for one part of a document that has a marker for each part, without reading the others. */
    default List<Change> changesOf(String documentId, String part) {
        return changesOf(documentId);
    }
}
