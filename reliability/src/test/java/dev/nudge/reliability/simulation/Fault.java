package dev.nudge.reliability.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Something that goes wrong.
 *
 * @param atCall at which call of any process, counted from the beginning of the history
 * @param length of an outage in calls, of a stall in turns
 */
record Fault(int atCall, Kind kind, int length) {

    enum Kind {
        /** The caller dies before its call has any effect. */
        CRASH_BEFORE,
        /** The caller dies when its call has had its effect. */
        CRASH_AFTER,
        /** The call has no effect, and the caller learns that it failed. */
        REFUSED,
        /** The call has its effect, or a part of it, and the caller learns that it failed. */
        ANSWER_LOST,
        /** The caller does nothing for a while; the group takes it for dead, and then it wakes up and goes on. */
        STALL,
        /** The caller is asked to stop, does so in good order, and is started again. */
        STOP,
        /** The store doesn't answer anybody. */
        STORE_AWAY,
        /** The log doesn't answer anybody. */
        LOG_AWAY,
        /** The clock of the log goes back a little. */
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
