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

/** Between every process and the store or the log: each call is a place where others may go on, and where it may break. */
final class Network {

    /** What a client of a real store or broker throws, more or less. */
    static final class Away extends TimeoutException {
        private static final long serialVersionUID = 1L;

        Away(String what) {
            super(what);
        }
    }

    /** Tells every call, for who looks for the cause of a failure. */
    private static final boolean VERBOSE = Boolean.getBoolean("nudge.verbose");

    /** What is called. */
    enum Part {
        STORE,
        LOG
    }

    private final Scheduler scheduler;
    private final Random random;
    private final Consumer<String> journal;
    private final Consumer<Fault> clockFaults;
    private final Map<Integer, Fault> plan = new HashMap<>();
    private final Map<Part, Integer> awayUntil = new HashMap<>();
    private int calls;
    private int faults;
    private boolean healed;

    Network(Scheduler scheduler, Random random, List<Fault> faults, Consumer<String> journal,
            Consumer<Fault> clockFaults) {
        this.scheduler = scheduler;
        this.random = random;
        this.journal = journal;
        this.clockFaults = clockFaults;
        faults.forEach(fault -> plan.put(fault.atCall(), fault));
    }

    /** Nothing breaks any more. */
    void heal() {
        healed = true;
        awayUntil.clear();
    }

    /** How many calls there were. */
    int calls() {
        return calls;
    }

    /** How many faults there were. */
    int faults() {
        return faults;
    }

    <T> T call(Host host, Part part, String what, Function<Predicate<Object>, T> effect) {
        scheduler.pause();
        if (VERBOSE) {
            journal.accept(calls + " " + scheduler.who() + ": " + what);
        }
        Fault fault = healed ? null : plan.get(calls++);
        if (fault != null) {
            faults++;
            journal.accept(fault + " of " + scheduler.who() + " at " + what);
            before(fault, host);
        }
        if (awayUntil.getOrDefault(part, 0) > calls || is(fault, Kind.REFUSED)) {
            scheduler.idle();
            throw new Away(part + " doesn't answer: " + what);
        }
        boolean lost = is(fault, Kind.ANSWER_LOST);
        boolean whole = random.nextBoolean();
        T answer = effect.apply(item -> !lost || whole || random.nextBoolean());
        if (is(fault, Kind.CRASH_AFTER)) {
            host.kill();
        }
        scheduler.pause();
        if (lost) {
            throw new Away("the answer is lost: " + what);
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
            case STORE_AWAY -> awayUntil.put(Part.STORE, calls + fault.length() / 4);
            case LOG_AWAY -> awayUntil.put(Part.LOG, calls + fault.length() / 4);
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
