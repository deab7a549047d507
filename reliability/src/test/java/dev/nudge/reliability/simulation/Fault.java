package dev.nudge.reliability.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A fault.
 *
 * @param atCall at which call of any process, counted from the start of the history
 * @param length of an outage in calls, of a stall in turns
 */
record Fault(int atCall, Kind kind, int length) {

    enum Kind {
        /** The caller is killed before its call has any effect. */
        CRASH_BEFORE,
        /** The caller is killed after its call has had its effect. */
        CRASH_AFTER,
        /** The call has no effect, and the caller gets an error. */
        REFUSED,
        /** The call has its effect, or a part of it, and the caller gets an error. */
        ANSWER_LOST,
        /** The caller pauses, and continues after the group has evicted it. */
        STALL,
        /** The caller shuts down in an orderly way, and is restarted. */
        STOP,
        /** The database is unavailable. */
        STORE_UNAVAILABLE,
        /** The log is unavailable. */
        LOG_UNAVAILABLE,
        /** The clock of the log is set back a little. */
        CLOCK_BACK
    }

    private static final int CALLS = 500;

    static List<Fault> some(Random random) {
        List<Fault> faults = new ArrayList<>();
        int count = random.nextInt(16);
        for (int i = 0; i < count; i++) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            faults.add(new Fault(random.nextInt(CALLS), kind, 5 + random.nextInt(200)));
        }
        return faults;
    }
}
