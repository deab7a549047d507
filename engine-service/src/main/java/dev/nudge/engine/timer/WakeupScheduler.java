package dev.nudge.engine.timer;

import java.time.Instant;

/** Wakes up the timers of a partition. There is one wake-up per partition, however many timers wait. */
public interface WakeupScheduler {

    /** Schedules one wake-up, at the instant or immediately if it has passed. Replaces the previous one. */
    void set(int partition, Instant instant);

    void clear(int partition);
}
