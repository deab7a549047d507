package dev.nudge.engine;

/** The engine's state, for the process that it runs in. */
public interface EngineStatus {

    /** Whether the registry is loaded and partitions have been assigned to this engine. */
    boolean isReady();

    /** Whether all partitions of {@code lead.events} are assigned to this engine. */
    boolean ownsAllPartitions();
}
