package dev.nudge.engine.timer;

import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The near future of one partition: every timer that is due before the bound is in memory; later ones are only in the
 * database. The capacity is limited; timers beyond it lower the bound. The queue is only a cache of the leads'
 * documents and can be dropped at any moment (invariant 4). Thread-safe.
 */
final class TimerQueue {

    /** @param notBefore when to append its record: the due instant, or later for a timer whose record was early (D1) */
    record Entry(LeadKey lead, DueTimer timer, Instant notBefore) {

        private static final Comparator<Entry> ORDER = Comparator.comparing(Entry::notBefore)
                .thenComparing(entry -> entry.timer().dueAt()).thenComparing(entry -> entry.lead().organizationId())
                .thenComparing(entry -> entry.lead().leadId()).thenComparing(entry -> entry.timer().automationId())
                .thenComparingInt(entry -> entry.timer().run());

        private RunId run() {
            return RunId.of(timer);
        }
    }

    /** A run of a lead, which has one timer at most. */
    private record RunId(String automationId, int number) {
        static RunId of(DueTimer timer) {
            return new RunId(timer.automationId(), timer.run());
        }
    }

    private static final int FIRST_QUERY = 500;

    private final int capacity;
    private final TimerThrottle throttle;
    private final TreeSet<Entry> queue = new TreeSet<>(Entry.ORDER);
    /** A map with one entry, which most leads have, is immutable. */
    private final Map<LeadKey, Map<RunId, Entry>> byLead = new HashMap<>();
    private final InFlightTimers inFlight = new InFlightTimers();
    /** Before the first refill no timer is certain to be in the queue. */
    private Instant bound = Instant.MIN;
    private boolean refilling;
    /**
     * For how many leads the next refill asks the database. The first one asks for few, so that after an assignment,
     * those whose timers are due do not wait until all others are read.
     */
    private int queryLimit;
    private final Set<LeadKey> offeredWhileRefilling = new HashSet<>();

    TimerQueue(int capacity, TimerThrottle throttle) {
        this.capacity = capacity;
        this.throttle = throttle;
        queryLimit = Math.min(capacity, FIRST_QUERY);
    }

    /**
     * Replaces a lead's timers with those of its document.
     *
     * @param handled timers whose records were processed, with how much too early each was by the log's clock. The
     *        timer waits that much longer from when it was taken, however late its record was processed, and whoever
     *        wrote it
     */
    synchronized void offer(Lead lead, Map<DueTimer, Duration> handled) {
        LeadKey key = lead.key();
        if (refilling) {
            offeredWhileRefilling.add(key);
        }
        Map<DueTimer, Instant> early = new HashMap<>();
        handled.forEach((timer, wait) -> inFlight.end(key, timer).ifPresent(since -> early.put(timer,
                since.plus(wait))));
        removeAll(key);
        lead.timers().forEach(timer -> add(new Entry(key, timer, later(timer.dueAt(), early.get(timer)))));
        trim();
    }

    /** The lead is unknown and has no timers; or it cannot be read, and its timers are only in the database. */
    synchronized void forget(LeadKey key, Set<DueTimer> handled) {
        handled.forEach(timer -> inFlight.end(key, timer));
        removeAll(key);
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private void removeAll(LeadKey key) {
        Map<RunId, Entry> entries = byLead.remove(key);
        if (entries != null) {
            queue.removeAll(entries.values());
        }
    }

    private void add(Entry entry) {
        if (inFlight.contains(entry.lead(), entry.timer()) || entry.timer().dueAt().isAfter(bound)) {
            return;
        }
        Map<RunId, Entry> others = byLead.get(entry.lead());
        if (others == null) {
            byLead.put(entry.lead(), Map.of(entry.run(), entry));
        } else {
            Map<RunId, Entry> entries = others.size() == 1 ? new HashMap<>(others) : others;
            Entry before = entries.put(entry.run(), entry);
            if (before != null) {
                queue.remove(before);
            }
            byLead.put(entry.lead(), entries);
        }
        queue.add(entry);
    }

    private void remove(Entry entry) {
        queue.remove(entry);
        Map<RunId, Entry> entries = Objects.requireNonNull(byLead.get(entry.lead()));
        if (entries.size() == 1) {
            byLead.remove(entry.lead());
        } else {
            entries.remove(entry.run());
        }
    }

    /** Drops the latest timers beyond the capacity. From the bound on, the database has to be queried. */
    private void trim() {
        while (queue.size() > capacity) {
            Entry last = queue.last();
            remove(last);
            if (last.timer().dueAt().isBefore(bound)) {
                bound = last.timer().dueAt();
            }
        }
    }

    /** The partition received an event that the engine did not append. */
    synchronized void othersCame(Instant now) {
        throttle.othersCame(now);
    }

    synchronized boolean runsLow() {
        return bound.isBefore(Instant.MAX) && queue.size() < capacity / 4;
    }

    /**
     * Fills the queue from the database. During the query the bound is infinite, so that no timer that is set meanwhile
     * is missed. A lead that was offered meanwhile is newer than the query's result.
     *
     * @param dueFirst returns at most so many leads; fewer if there are no others with timers
     */
    void refill(IntFunction<List<Lead>> dueFirst) {
        int limit;
        synchronized (this) {
            refilling = true;
            bound = Instant.MAX;
            limit = queryLimit;
        }
        List<Lead> leads;
        try {
            leads = dueFirst.apply(limit);
        } catch (RuntimeException | Error failure) {
            endRefill(Instant.MIN);
            throw failure;
        }
        synchronized (this) {
            for (Lead lead : leads) {
                if (!offeredWhileRefilling.contains(lead.key())) {
                    removeAll(lead.key());
                    lead.timers().forEach(timer -> add(new Entry(lead.key(), timer, timer.dueAt())));
                }
            }
            boolean all = leads.size() < limit;
            queryLimit = capacity;
            Instant answered = all ? Instant.MAX : leads.getLast().nextDueAt().orElse(Instant.MAX);
            // Lower if more was offered meanwhile than the capacity.
            endRefill(answered.isBefore(bound) ? answered : bound);
        }
    }

    /** Timers beyond the new bound may be incomplete in memory, so they are dropped. */
    private synchronized void endRefill(Instant newBound) {
        refilling = false;
        offeredWhileRefilling.clear();
        bound = newBound;
        while (!queue.isEmpty() && queue.last().timer().dueAt().isAfter(newBound)) {
            remove(queue.last());
        }
        trim();
    }

    /**
     * Adds timers that are overdue in the database and unknown here. There should be none; this makes a missed timer
     * late instead of lost, whatever the cause.
     */
    synchronized void addMissed(List<Lead> dueFirst, Instant now) {
        for (Lead lead : dueFirst) {
            Map<RunId, Entry> queued = byLead.getOrDefault(lead.key(), Map.of());
            lead.timers().filter(timer -> !queued.containsKey(RunId.of(timer)) && !timer.dueAt().isAfter(now))
                    .forEach(timer -> add(new Entry(lead.key(), timer, timer.dueAt()))); // not while it is in flight
        }
        trim();
    }

    /** The record, and all timers of its organization, are deferred until the organization has time. */
    synchronized void waits(LeadKey lead, DueTimer timer, Instant now) {
        inFlight.waits(lead, timer, now);
    }

    /** Removes the timers that are due and may be appended now, in due order. They are in flight from now on. */
    synchronized List<Entry> takeDue(Instant now) {
        int room = Math.max(0, throttle.room(inFlight.countWithoutWaiting(), now));
        List<Entry> due = queue.stream().takeWhile(entry -> !entry.notBefore().isAfter(now)).filter(this::mayBeAppended)
                .limit(room).toList();
        for (Entry entry : due) {
            remove(entry);
            inFlight.begin(entry, now);
        }
        throttle.taken(inFlight.countWithoutWaiting(), now);
        return due;
    }

    private boolean mayBeAppended(Entry entry) {
        return !inFlight.waitsFor(entry.lead().organizationId());
    }

    /** The record is not in the log: it is appended again later, unless the run has a different timer by then. */
    synchronized void putBack(Entry entry, Instant notBefore) {
        inFlight.end(entry.lead(), entry.timer());
        if (!byLead.getOrDefault(entry.lead(), Map.of()).containsKey(entry.run())) {
            add(new Entry(entry.lead(), entry.timer(), notBefore));
            trim();
        }
    }

    /**
     * Timers in flight since before that instant count as lost, as if the log had acknowledged a record and not stored
     * it. The second record of a timer whose first one was only slow does nothing (D1).
     */
    synchronized void putBackLost(Instant takenBefore) {
        inFlight.lastSeenBefore(takenBefore).forEach(entry -> putBack(entry, entry.notBefore()));
    }

    /** When the next record may be appended. Empty if no timer waits, or records in flight must be processed first. */
    synchronized Optional<Instant> next(Instant now) {
        return queue.stream().filter(this::mayBeAppended).findFirst()
                .flatMap(first -> throttle.opensAt(inFlight.countWithoutWaiting(), now)
                        .map(opensAt -> later(opensAt, first.notBefore())));
    }

    synchronized int size() {
        return queue.size() + inFlight.count();
    }

    synchronized int due(Instant now) {
        return inFlight.count() + (int) queue.stream().takeWhile(entry -> !entry.notBefore().isAfter(now)).count();
    }

    /** When the first timer is due whose record is not processed; {@link Instant#MAX} without any. */
    synchronized Instant firstDueAt() {
        Instant first = queue.isEmpty() ? Instant.MAX : queue.first().notBefore();
        return inFlight.firstDueAt().filter(due -> due.isBefore(first)).orElse(first);
    }
}
