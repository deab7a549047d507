package dev.nudge.reliability.simulation;

import dev.nudge.reliability.simulation.Fault.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Function;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Connects the processes to the database and the log. At each call other tasks may continue and faults may occur. */
final class Network {

    /** Similar to the exceptions of clients of a real database or broker. */
    static final class Unavailable extends TimeoutException {
        private static final long serialVersionUID = 1L;

        Unavailable(String what) {
            super(what);
        }
    }

    /** Logs every call, for analysing a failure. */
    private static final boolean VERBOSE = Boolean.getBoolean("nudge.verbose");

    /** The called server. */
    enum Part {
        STORE,
        LOG
    }

    private final Scheduler scheduler;
    private final Random random;
    private final Consumer<String> journal;
    private final Consumer<Fault> clockFaults;
    private final Map<Integer, Fault> plan = new HashMap<>();
    private final Map<Part, Integer> unavailableUntil = new HashMap<>();
    private int calls;
    private int faults;
    private boolean stopped;

    Network(Scheduler scheduler, Random random, List<Fault> faults, Consumer<String> journal,
            Consumer<Fault> clockFaults) {
        this.scheduler = scheduler;
        this.random = random;
        this.journal = journal;
        this.clockFaults = clockFaults;
        faults.forEach(fault -> plan.put(fault.atCall(), fault));
    }

    /** No fault occurs any more. */
    void stopFaults() {
        stopped = true;
        unavailableUntil.clear();
    }

    /** The number of calls. */
    int calls() {
        return calls;
    }

    /** The number of faults. */
    int faults() {
        return faults;
    }

    <T> T call(Host host, Part part, String what, Function<Predicate<Object>, T> effect) {
        scheduler.pause();
        if (VERBOSE) {
            journal.accept(calls + " " + scheduler.runningTask() + ": " + what);
        }
        Fault fault = stopped ? null : plan.get(calls++);
        if (fault != null) {
            faults++;
            journal.accept(fault + " of " + scheduler.runningTask() + " at " + what);
            before(fault, host);
        }
        if (unavailableUntil.getOrDefault(part, 0) > calls || is(fault, Kind.REFUSED)) {
            scheduler.idle();
            throw new Unavailable(part + " does not respond: " + what);
        }
        boolean lost = is(fault, Kind.ANSWER_LOST);
        boolean whole = random.nextBoolean();
        T answer = effect.apply(item -> !lost || whole || random.nextBoolean());
        if (is(fault, Kind.CRASH_AFTER)) {
            host.kill();
        }
        scheduler.pause();
        if (lost) {
            throw new Unavailable("the acknowledgement is lost: " + what);
        }
        return answer;
    }

    private void before(Fault fault, Host host) {
        switch (fault.kind()) {
            case CRASH_BEFORE -> {
                host.kill();
                scheduler.pause();
            }
            case STALL -> {
                host.stallUntil(scheduler.turns() + fault.length());
                scheduler.pause();
            }
            case STOP -> host.askToStop();
            case STORE_UNAVAILABLE -> unavailableUntil.put(Part.STORE, calls + fault.length() / 4);
            case LOG_UNAVAILABLE -> unavailableUntil.put(Part.LOG, calls + fault.length() / 4);
            case CLOCK_BACK -> clockFaults.accept(fault);
            case CRASH_AFTER, REFUSED, ANSWER_LOST -> {
                // in the call
            }
        }
    }

    private static boolean is(@Nullable Fault fault, Kind kind) {
        return fault != null && fault.kind() == kind;
    }
}
