package dev.nudge.engine.timer;

import java.time.Instant;

/** Wakes up the timers of a partition. There is one alarm per partition, however many timers wait. */
public interface WakeupScheduler {

    /** Sets an alarm that rings once, at the instant or immediately if it has passed. Replaces the previous alarm. */
    void set(int partition, Instant instant);

    void clear(int partition);
}
