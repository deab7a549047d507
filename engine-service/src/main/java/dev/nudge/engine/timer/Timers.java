package dev.nudge.engine.timer;

import dev.nudge.Topics;
import dev.nudge.engine.lead.Leads;
import dev.nudge.engine.record.LeadPartitioner;
import dev.nudge.engine.record.LeadRecord;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.engine.timer.TimerQueue.Entry;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.JsonCodec;
import dev.nudge.lead.Lead;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns due timers into records. For each owned partition, a queue holds the near future, and one wake-up is set for
 * its first timer. Due timers are appended to the partition as {@code timer.due}, in due order, and are processed like
 * every other event. This class decides nothing, and dropping it loses nothing: the leads' documents contain the
 * timers.
 */
public final class Timers {

    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);
    private static final int QUEUE_CAPACITY = 10_000;
    private static final int MAX_IN_FLIGHT = 500;
    /** How often the queue is checked even when nothing is due. */
    private static final Duration TICK = Duration.ofSeconds(1);
    /**
     * How often the database is queried for missing overdue timers, and for how many at most. Timers that are in flight
     * for this long are appended again.
     */
    private static final Duration CHECK = Duration.ofMinutes(1);
    private static final int CHECKED = 100;

    private final Leads leads;
    private final RecordLog log;
    private final WakeupScheduler wakeups;
    private final InstantSource clock;
    private final int queueCapacity;
    private final int maxInFlight;
    private final Map<Integer, TimerQueue> queues = new ConcurrentHashMap<>();
    private final Map<Integer, Instant> nextChecks = new ConcurrentHashMap<>();

    public Timers(Leads leads, RecordLog log, WakeupScheduler wakeups, InstantSource clock) {
        this(leads, log, wakeups, clock, QUEUE_CAPACITY, MAX_IN_FLIGHT);
    }

    /** @param maxInFlight maximum number of appended and unprocessed records per partition */
    public Timers(Leads leads, RecordLog log, WakeupScheduler wakeups, InstantSource clock, int queueCapacity,
            int maxInFlight) {
        this.leads = leads;
        this.log = log;
        this.wakeups = wakeups;
        this.clock = clock;
        this.queueCapacity = queueCapacity;
        this.maxInFlight = maxInFlight;
    }

    /** The partition was assigned to this engine. */
    public void assigned(int partition) {
        queues.put(partition, new TimerQueue(queueCapacity, new TimerThrottle(maxInFlight)));
        wakeups.set(partition, clock.instant());
    }

    /** The partition was revoked from this engine. */
    public void revoked(int partition) {
        queues.remove(partition);
        wakeups.clear(partition);
    }

    /**
     * A lead was read or written: its document replaces the known state of its timers.
     *
     * @param records the lead's records in the batch, of one partition
     */
    public void update(LeadTimers lead, List<LeadRecord> records) {
        int partition = records.getFirst().partition();
        TimerQueue queue = queues.get(partition);
        if (queue == null) {
            return;
        }
        if (lead.lead() == null) {
            queue.forget(lead.key(), lead.processed().keySet());
        } else {
            queue.offer(lead.lead(), lead.processed());
        }
        if (records.stream().anyMatch(LeadRecord::isFromOthers)) {
            queue.othersCame(clock.instant());
        }
    }

    /** The record of a due timer could not be processed; the search for missed timers will find the timer. */
    public void failed(LeadRecord timer) {
        TimerQueue queue = queues.get(timer.partition());
        if (queue != null) {
            queue.forget(timer.event().key(), Set.of(timer.event().dueTimer()));
        }
    }

    /** The record of a due timer was polled and deferred until its organization has time. */
    public void waits(LeadRecord timer) {
        TimerQueue queue = queues.get(timer.partition());
        if (queue != null) {
            queue.waits(timer.event().key(), timer.event().dueTimer(), clock.instant());
        }
    }

    /** Sets the wake-up of a partition again, after a batch of its records. */
    public void rearm(int partition) {
        TimerQueue queue = queues.get(partition);
        if (queue != null) {
            queue.next(clock.instant()).ifPresent(next -> scheduleWakeUp(partition, next));
        }
    }

    private void scheduleWakeUp(int partition, Instant next) {
        Instant tick = clock.instant().plus(TICK);
        wakeups.set(partition, next.isBefore(tick) ? next : tick);
    }

    /** Called when the wake-up of a partition is due. */
    public void wakeUp(int partition) {
        TimerQueue queue = queues.get(partition);
        if (queue == null) {
            return;
        }
        try {
            if (queue.runsLow()) {
                queue.refill(limit -> leads.dueFirst(partition, limit));
            }
            lookForMissed(partition, queue);
            // The partition may have been revoked during the query.
            if (isCurrent(partition, queue)) {
                append(partition, queue, queue.takeDue(clock.instant()));
            }
        } catch (RuntimeException | Error failure) { // after an error the wake-up would never be set again
            LOG.warn("The timers of partition {} could not be read; retrying", partition, failure);
        } finally {
            if (isCurrent(partition, queue)) {
                scheduleWakeUp(partition, queue.next(clock.instant()).orElse(Instant.MAX));
            }
        }
    }

    private void lookForMissed(int partition, TimerQueue queue) {
        Instant now = clock.instant();
        if (!now.isBefore(nextChecks.computeIfAbsent(partition, any -> now.plus(CHECK)))) {
            nextChecks.put(partition, now.plus(CHECK));
            List<Lead> overdue = leads.dueFirst(partition, CHECKED);
            // After the query: while the database is unavailable, timers in flight are waiting, not lost.
            queue.putBackLost(now.minus(CHECK));
            queue.addMissed(overdue, now);
        }
    }

    private boolean isCurrent(int partition, TimerQueue queue) {
        return queues.get(partition) == queue;
    }

    /** Once one record cannot be queued, all others are postponed, because each would time out as well. */
    private void append(int partition, TimerQueue queue, List<Entry> due) {
        boolean brokerUnavailable = false;
        for (Entry entry : due) {
            if (brokerUnavailable) {
                queue.putBack(entry, clock.instant().plus(TICK));
            } else {
                brokerUnavailable = append(partition, queue, entry).isCompletedExceptionally();
            }
        }
    }

    /** A timer that fails does not block others. */
    private CompletableFuture<?> append(int partition, TimerQueue queue, Entry entry) {
        try {
            return appendRecord(partition, queue, entry);
        } catch (RuntimeException | StackOverflowError defect) {
            LOG.error("The timer {} of the lead {} of {} could not be appended; retrying later", entry.timer(),
                    entry.lead().leadId(), entry.lead().organizationId(), defect);
            queue.putBack(entry, clock.instant().plus(CHECK));
            return CompletableFuture.completedFuture(null);
        }
    }

    private CompletableFuture<?> appendRecord(int partition, TimerQueue queue, Entry entry) {
        LeadEvent event = LeadEvent.timerDue(entry.lead(), entry.timer());
        return log.append(new OutboundRecord(Topics.LEAD_EVENTS, partition, LeadPartitioner.keyOf(entry.lead()),
                JsonCodec.write(event.toJson()), Map.of())).whenComplete((appended, failure) -> {
                    if (failure != null) {
                        queue.putBack(entry, clock.instant().plus(TICK));
                    }
                });
    }

    /** The number of timers of the near future, across all owned partitions. */
    public int waiting() {
        return queues.values().stream().mapToInt(TimerQueue::size).sum();
    }

    /** The number of those that are due. */
    public int due() {
        Instant now = clock.instant();
        return queues.values().stream().mapToInt(queue -> queue.due(now)).sum();
    }

    /** How long the timer that is due first has been due. */
    public Duration oldest() {
        Instant now = clock.instant();
        return queues.values().stream().map(TimerQueue::firstDueAt).min(Comparator.naturalOrder())
                .filter(first -> first.isBefore(now)).map(first -> Duration.between(first, now)).orElse(Duration.ZERO);
    }
}
