package dev.nudge.engine;

/** What a process that the engine is a part of may ask it. */
public interface EngineStatus {

    /** Whether the registry knows everything and this engine has got its share of the partitions. */
    boolean isReady();

    /** Whether that share is all of {@code lead.events}. */
    boolean ownsAllPartitions();
}
