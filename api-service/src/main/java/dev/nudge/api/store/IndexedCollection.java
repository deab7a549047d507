package dev.nudge.api.store;

/** A collection that is asked by indexes. */
public interface IndexedCollection {

    /** Makes them; is called again until it succeeded once. */
    void prepare();
}
