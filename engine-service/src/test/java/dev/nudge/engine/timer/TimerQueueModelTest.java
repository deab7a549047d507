package dev.nudge.engine.timer;

import static dev.nudge.engine.support.WaitingLead.idle;
import static dev.nudge.engine.support.WaitingLead.key;
import static dev.nudge.engine.support.WaitingLead.run;
import static dev.nudge.engine.support.WaitingLead.runOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.engine.support.WaitingLead;
import dev.nudge.engine.timer.TimerQueue.Entry;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Invariant 4, with random histories: a queue that is refilled when it runs low never delays a due timer, whatever is
 * set, restarted, ended, processed, early, put back or dropped meanwhile. The model is a plain list of all waiting
 * timers. {@code -Dnudge.histories} is the number of histories, {@code -Dnudge.seed} the seed of the first.
 */
class TimerQueueModelTest {

    private static final long FIRST_SEED = Long.getLong("nudge.seed", 1);
    private static final int HISTORIES = Integer.getInteger("nudge.histories", 2_000);
    private static final int STEPS = 400;
    private static final int CAPACITY = 32;
    private static final int MAX_IN_FLIGHT = 4;
    private static final int LEADS = 60;
    private static final List<String> AUTOMATIONS = List.of("one", "two");
    private static final Instant START = Instant.parse("2026-04-22T10:00:00Z");

    @Test
    void no_due_timer_is_ever_missing_and_none_is_in_flight_twice() {
        System.out.println(HISTORIES + " histories, nudge.seed=" + FIRST_SEED);
        int taken = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
            History history = new History(seed);
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            taken += history.taken;
        }
        assertThat(taken).as("histories without due timers prove nothing").isGreaterThan(20 * HISTORIES);
    }

    /** A timer of a lead. */
    private record Timer(LeadKey lead, DueTimer timer) {}

    private static final class History {

        private final long seed;
        private final Random random;
        /** How far the log's clock is behind; every timer is early by this much at first. */
        private final Duration behind;
        private final Map<LeadKey, Lead> store = new TreeMap<>(Comparator.comparing(LeadKey::leadId));
        private final Deque<Timer> log = new ArrayDeque<>();
        private final Map<Timer, Instant> appendedAt = new HashMap<>();
        private final Map<Timer, Instant> notBefore = new HashMap<>();
        private final Set<Timer> inFlight = new HashSet<>();
        private TimerQueue queue = new TimerQueue(CAPACITY, new TimerThrottle(MAX_IN_FLIGHT));
        private Instant now = START;
        private int taken;

        History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.behind = Duration.ofMillis(seed % 3 * 400);
        }

        void step() {
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> now = now.plusMillis(random.nextInt(3_000));
                case 3, 4, 5, 6, 7 -> changeALead();
                case 8, 9, 10, 11 -> wakeUp();
                case 12 -> appendFails();
                case 13 -> {
                    if (random.nextInt(10) == 0) {
                        revokeAndAssignPartition();
                    }
                }
                default -> processOne();
            }
        }

        private void changeALead() {
            Lead lead = lead(key("lead" + random.nextInt(LEADS)));
            String automation = AUTOMATIONS.get(random.nextInt(AUTOMATIONS.size()));
            Run waiting = runOf(lead, automation);
            // Also in the past, as if the log were behind.
            Instant dueAt = now.plusMillis(random.nextInt(20_000) - 2_000L);
            switch (random.nextInt(4)) {
                case 0 -> write(
                        lead.with(automation,
                                new Progress(lead.progressOf(automation).lastRun(), 0, 0, null, List.of(), List.of())),
                        Map.of());
                case 1 -> write(lead, Map.of());
                default -> write(WaitingLead.with(lead, automation, waiting == null
                        ? run(lead.progressOf(automation).transitions() + 1, 1, dueAt)
                        : run(waiting.number(), waiting.followUp(), dueAt)), Map.of());
            }
        }

        private Lead lead(LeadKey key) {
            return store.getOrDefault(key, idle(key.leadId()));
        }

        private void write(Lead lead, Map<DueTimer, Duration> handled) {
            store.put(lead.key(), lead);
            queue.offer(lead, handled);
        }

        /** The work of the queue's owner when its wake-up runs, and a tick later. */
        private void wakeUp() {
            boolean answered = take();
            boolean answeredAgain = take();
            if (answered && answeredAgain && inFlight.size() < MAX_IN_FLIGHT) {
                assertThat(missing()).as("due and neither taken nor in flight, nudge.seed=%d", seed).isEmpty();
            }
        }

        private boolean take() {
            if (queue.runsLow()) {
                try {
                    queue.refill(this::dueFirst);
                } catch (IllegalStateException unavailable) {
                    notBefore.clear();
                    return false;
                }
            }
            List<Entry> due = queue.takeDue(now);
            for (Entry entry : due) {
                Timer timer = new Timer(entry.lead(), entry.timer());
                assertThat(inFlight.add(timer)).as("%s is in flight once, nudge.seed=%d", timer, seed).isTrue();
                log.add(timer);
                appendedAt.put(timer, now);
                taken++;
            }
            assertThat(inFlight).as("in flight, nudge.seed=%d", seed).hasSizeLessThanOrEqualTo(MAX_IN_FLIGHT);
            return true;
        }

        /** The model. */
        private List<Timer> missing() {
            List<Timer> missing = new ArrayList<>();
            for (Lead lead : store.values()) {
                lead.timers().forEach(waiting -> {
                    Timer timer = new Timer(lead.key(), waiting);
                    Instant from = notBefore.getOrDefault(timer, timer.timer().dueAt().plus(behind));
                    if (!inFlight.contains(timer) && !from.isAfter(now)) {
                        missing.add(timer);
                    }
                });
            }
            return missing;
        }

        private List<Lead> dueFirst(int limit) {
            if (random.nextInt(8) == 0) {
                throw new IllegalStateException("the database is unavailable");
            }
            changeConcurrently();
            List<Lead> answer = store.values().stream().filter(lead -> lead.nextDueAt().isPresent())
                    .sorted(Comparator.comparing(lead -> lead.nextDueAt().orElseThrow())).limit(limit).toList();
            changeConcurrently();
            return answer;
        }

        private void changeConcurrently() {
            for (int i = random.nextInt(4); i > 0; i--) {
                if (random.nextBoolean()) {
                    changeALead();
                } else {
                    processOne();
                }
            }
        }

        /** The next timer's record is processed, as in the core. */
        private void processOne() {
            Timer timer = log.poll();
            if (timer == null) {
                return;
            }
            inFlight.remove(timer);
            notBefore.remove(timer);
            DueTimer due = timer.timer();
            Lead lead = lead(timer.lead());
            Run waiting = runOf(lead, due.automationId());
            Instant taken = Objects.requireNonNull(appendedAt.remove(timer));
            Instant timestamp = taken.minus(behind);
            if (waiting == null || !waiting.timer(due.automationId()).equals(due)) {
                queue.offer(lead, Map.of(due, Duration.ZERO));
            } else if (timestamp.isBefore(due.dueAt())) {
                Duration wait = Duration.between(timestamp, due.dueAt());
                notBefore.put(timer, taken.plus(wait));
                queue.offer(lead, Map.of(due, wait));
            } else {
                Progress ended = lead.progressOf(due.automationId()).ended(due.run());
                Lead fired = lead.with(due.automationId(), ended);
                write(random.nextBoolean()
                        ? fired
                        : WaitingLead.with(fired, due.automationId(), run(due.run(), due.followUp() + 1,
                                now.plusSeconds(5))),
                        Map.of(due, Duration.ZERO));
            }
        }

        /** The last record could not be appended. */
        private void appendFails() {
            Timer timer = log.peekLast();
            if (timer != null && inFlight.remove(timer)) {
                log.removeLast();
                appendedAt.remove(timer);
                Instant again = now.plusSeconds(1);
                notBefore.put(timer, again);
                queue.putBack(new Entry(timer.lead(), timer.timer(), timer.timer().dueAt()), again);
            }
        }

        /** The records stay in the log; all other state is lost. */
        private void revokeAndAssignPartition() {
            queue = new TimerQueue(CAPACITY, new TimerThrottle(MAX_IN_FLIGHT));
            notBefore.clear();
            log.clear();
            appendedAt.clear();
            inFlight.clear();
        }
    }
}
