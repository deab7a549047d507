package dev.nudge.api.store;

/** A collection with indexes. */
public interface IndexedCollection {

    /** Creates the indexes; called until it succeeds. */
    void prepare();
}
