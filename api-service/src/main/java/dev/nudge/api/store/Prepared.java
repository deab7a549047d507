package dev.nudge.api.store;

/** A collection that is asked by indexes. */
public interface Prepared {

    /** Makes them; is called again until it succeeded once. */
    void prepare();
}
