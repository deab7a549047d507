package dev.nudge.engine.timer;

import java.time.Instant;

/** Wakes the timers of a partition; there is one alarm per partition, however many timers wait. */
public interface WakeupScheduler {

    /** Rings once, at the instant or at once when that has passed; replaces what was set before. */
    void set(int partition, Instant instant);

    void clear(int partition);
}
