package dev.nudge.api.relay;

import java.util.List;

/**
 * A collection whose documents carry a marker while a change of theirs is still to be published. The marker is written
 * with the change, in one write, so that none can be forgotten.
 */
public interface Outbox {

    /** Makes what finding the marked documents needs; is called again until it succeeded once. */
    void prepare();

    /**
     * The ids of marked documents in their order.
     *
     * @param after the last id of the part before; empty for the first part
     */
    List<String> pending(String after, int limit);

    /** What a document has to publish, as it is now; nothing when it isn't marked any more. */
    List<Change> changesOf(String documentId);
}
