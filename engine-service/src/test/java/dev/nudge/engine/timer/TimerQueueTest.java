package dev.nudge.engine.timer;

import static dev.nudge.engine.support.WaitingLead.AUTOMATION;
import static dev.nudge.engine.support.WaitingLead.idle;
import static dev.nudge.engine.support.WaitingLead.key;
import static dev.nudge.engine.support.WaitingLead.run;
import static dev.nudge.engine.support.WaitingLead.waiting;
import static dev.nudge.engine.support.WaitingLead.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.nudge.engine.support.WaitingLead;
import dev.nudge.engine.timer.TimerQueue.Entry;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimerQueueTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");

    private final TimerQueue queue = new TimerQueue(16, new TimerThrottle(4));

    private static Instant in(int seconds) {
        return NOW.plusSeconds(seconds);
    }

    private void offer(Lead... leads) {
        for (Lead lead : leads) {
            queue.offer(lead, Map.of());
        }
    }

    private void processed(Lead after, Entry entry) {
        queue.offer(after, Map.of(entry.timer(), Duration.ZERO));
    }

    private static List<String> leadsOf(List<Entry> entries) {
        return entries.stream().map(entry -> entry.lead().leadId()).toList();
    }

    @Test // D5
    void deferred_timers_of_one_organization_do_not_delay_those_of_others() {
        queue.refill(_ -> List.of());
        queue.othersCame(NOW);
        offer(IntStream.range(0, 8).mapToObj(i -> waiting("slow-" + i, in(-20 + i))).toArray(Lead[]::new));
        Lead other = with(Lead.unknown(new LeadKey("globex", "gus"), NOW), AUTOMATION, run(1, 1, in(-1)));
        offer(other);
        List<Entry> group = queue.takeDue(NOW);
        assertThat(leadsOf(group)).containsExactly("slow-0", "slow-1", "slow-2", "slow-3");

        group.forEach(entry -> queue.waits(entry.lead(), entry.timer(), in(1)));

        assertThat(queue.next(in(1))).as("another organization's timers may be appended, after a pause")
                .contains(in(2));
        assertThat(leadsOf(queue.takeDue(in(6)))).containsExactly("gus");
        queue.putBackLost(in(1));
        assertThat(queue.next(in(7))).as("no timer counts as lost").isEmpty();
        assertThat(queue.size()).isEqualTo(9);
        group.forEach(entry -> processed(idle(entry.lead().leadId()), entry));
        processed(Lead.unknown(other.key(), NOW),
                new Entry(other.key(), run(1, 1, in(-1)).timer(AUTOMATION), NOW));
        assertThat(leadsOf(queue.takeDue(in(20)))).containsExactly("slow-4", "slow-5", "slow-6", "slow-7");
    }

    @Test // invariant 4
    void a_missed_timer_that_is_overdue_in_the_database_is_late_and_not_lost() {
        queue.refill(_ -> List.of());
        queue.addMissed(List.of(waiting("ana", in(-1)), waiting("ben", in(1))), NOW);
        List<Entry> due = queue.takeDue(NOW);
        assertThat(leadsOf(due)).containsExactly("ana");
        queue.addMissed(List.of(waiting("ana", in(-1))), NOW);
        assertThat(queue.takeDue(NOW)).as("it is in flight").isEmpty();
    }

    @Test // invariant 4
    void a_timer_that_is_in_flight_for_too_long_counts_as_lost_and_is_appended_again() {
        queue.refill(_ -> List.of());
        offer(waiting("ana", in(1)), waiting("ben", in(30)), waiting("cleo", in(1)));
        queue.takeDue(in(1));
        queue.takeDue(in(30));
        offer(waiting("cleo", in(100)));

        queue.putBackLost(in(30));

        assertThat(queue.takeDue(in(61))).extracting(entry -> entry.lead().leadId(), Entry::notBefore)
                .containsExactly(tuple("ana", in(1)));
        assertThat(queue.size()).as("ana, ben, and cleo's newer timer").isEqualTo(3);
    }

    @Test
    void a_lost_timer_does_not_count_as_in_flight() {
        queue.refill(_ -> List.of());
        IntStream.range(0, 8).forEach(i -> offer(waiting("lead" + i, in(i))));
        assertThat(queue.takeDue(in(8))).hasSize(4);
        IntStream.range(0, 4).forEach(i -> offer(idle("lead" + i)));
        assertThat(queue.takeDue(in(8))).isEmpty();

        queue.putBackLost(in(9));

        assertThat(queue.takeDue(in(69))).hasSize(4);
    }

    @Test
    void before_the_first_refill_it_is_empty() {
        offer(waiting("ana", in(1)));
        assertThat(queue.size()).isZero();
        assertThat(queue.runsLow()).isTrue();
        assertThat(queue.next(in(100))).isEmpty();
    }

    @Test
    void an_error_during_the_query_is_an_outage() {
        assertThatThrownBy(() -> queue.refill(_ -> {
            throw new StackOverflowError("simulated defect");
        })).isInstanceOf(StackOverflowError.class);

        assertThat(queue.runsLow()).isTrue();
    }

    @Test
    void timers_are_taken_in_due_order_whatever_the_order_of_their_leads() {
        queue.refill(_ -> List.of(waiting("cleo", in(3))));
        offer(waiting("dora", in(4)), waiting("ana", in(1)), waiting("ben", in(2)));

        assertThat(queue.next(in(100))).contains(in(1));
        assertThat(leadsOf(queue.takeDue(in(3)))).containsExactly("ana", "ben", "cleo");
        assertThat(queue.next(in(100))).contains(in(4));
        assertThat(queue.takeDue(in(3))).isEmpty();
    }

    @Test
    void every_run_of_a_lead_has_its_own_timer() {
        queue.refill(_ -> List.of());
        offer(with(waiting("ana", in(2)), "another", run(7, 3, in(1))));

        assertThat(queue.takeDue(in(2))).extracting(Entry::timer).containsExactly(new DueTimer("another", 7, 3, in(1)),
                new DueTimer(AUTOMATION, 1, 1, in(2)));
    }

    @Test // C1
    void deferred_firings_of_one_automation_have_timers_of_their_own() {
        queue.refill(_ -> List.of());
        Lead ana = idle("ana").with(AUTOMATION, new Progress(3, 3, 0, null, List.of(), List.of(run(1, 1, in(1)),
                run(2, 1, in(1)), run(3, 1, in(2)))));
        offer(ana);
        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.next(in(100))).contains(in(1));

        List<Entry> due = queue.takeDue(in(1));
        assertThat(due).extracting(Entry::timer).containsExactlyInAnyOrder(new DueTimer(AUTOMATION, 1, 1, in(1)),
                new DueTimer(AUTOMATION, 2, 1, in(1)));
        processed(ana.with(AUTOMATION, ana.progressOf(AUTOMATION).ended(1)),
                new Entry(key("ana"), new DueTimer(AUTOMATION, 1, 1, in(1)), in(1)));

        assertThat(queue.size()).as("one in flight and one waiting").isEqualTo(2);
        assertThat(queue.takeDue(in(2))).extracting(Entry::timer)
                .containsExactly(new DueTimer(AUTOMATION, 3, 1, in(2)));
    }

    @Test
    void the_latest_state_of_a_lead_replaces_its_timers() {
        queue.refill(_ -> List.of(waiting("ana", in(1)), waiting("ben", in(2)), waiting("cleo", in(3))));
        offer(waiting("ana", in(9)), idle("ben"));
        queue.forget(key("cleo"), Set.of());

        assertThat(queue.takeDue(in(9))).extracting(Entry::notBefore).containsExactly(in(9));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void when_it_is_full_it_keeps_the_earliest_timers() {
        queue.refill(_ -> List.of());
        IntStream.rangeClosed(1, 16).forEach(i -> offer(waiting("later" + i, in(100 + i))));
        offer(waiting("ana", in(1)));

        assertThat(queue.size()).isEqualTo(16);
        assertThat(leadsOf(queue.takeDue(in(1_000)))).containsExactly("ana", "later1", "later2", "later3");
        offer(waiting("beyond the bound", in(117)));
        assertThat(queue.size()).as("from the bound on the database has to be queried").isEqualTo(16);
        offer(waiting("within the bound", in(110)));
        assertThat(queue.size()).isEqualTo(17);
    }

    @Test
    void it_runs_low_only_while_the_database_may_have_more_timers() {
        queue.refill(_ -> List.of(waiting("ana", in(1))));
        assertThat(queue.runsLow()).as("it holds all timers").isFalse();

        queue.refill(_ -> IntStream.range(0, 16).mapToObj(i -> waiting("lead" + i, in(i))).toList());
        assertThat(queue.runsLow()).isFalse();
        queue.takeDue(in(100)).forEach(entry -> processed(idle(entry.lead().leadId()), entry));
        queue.takeDue(in(100)).forEach(entry -> processed(idle(entry.lead().leadId()), entry));
        queue.takeDue(in(100)).forEach(entry -> processed(idle(entry.lead().leadId()), entry));
        assertThat(queue.runsLow()).isFalse();
        queue.takeDue(in(12));
        assertThat(queue.runsLow()).isTrue();
    }

    @Test
    void a_lead_that_is_offered_during_a_refill_is_newer_than_the_query_result() {
        queue.refill(_ -> {
            offer(waiting("ana", in(9)), idle("ben"), waiting("cleo", in(3)));
            return List.of(waiting("ana", in(1)), waiting("ben", in(2)));
        });

        assertThat(queue.takeDue(in(100))).extracting(entry -> entry.lead().leadId(), Entry::notBefore)
                .containsExactly(tuple("cleo", in(3)),
                        tuple("ana", in(9)));
    }

    @Test
    void timers_that_did_not_fit_during_a_refill_are_queried_again() {
        queue.refill(_ -> {
            IntStream.rangeClosed(1, 20).forEach(i -> offer(waiting("lead" + i, in(i))));
            return List.of();
        });
        for (int i = 0; i < 4; i++) {
            queue.takeDue(in(100)).forEach(entry -> processed(idle(entry.lead().leadId()), entry));
        }

        assertThat(queue.size()).isZero();
        assertThat(queue.runsLow()).as("the database has four more").isTrue();
    }

    @Test
    void the_first_query_is_for_few_leads_and_the_next_one_for_as_many_as_fit() {
        TimerQueue large = new TimerQueue(2_000, new TimerThrottle(4));
        List<Integer> limits = new ArrayList<>();

        large.refill(limit -> {
            limits.add(limit);
            return IntStream.range(0, 500).mapToObj(i -> waiting("lead" + i, in(i))).toList();
        });

        assertThat(large.size()).isEqualTo(500);
        large.takeDue(in(0));
        assertThat(large.runsLow()).as("the database may have more").isTrue();

        large.refill(limit -> {
            limits.add(limit);
            return IntStream.range(1, 600).mapToObj(i -> waiting("lead" + i, in(i))).toList();
        });

        assertThat(large.size()).isEqualTo(600);
        assertThat(large.runsLow()).as("it holds all timers").isFalse();
        assertThat(limits).containsExactly(500, 2_000);
    }

    @Test
    void timers_of_a_lead_are_replaced_and_removed_one_by_one() {
        queue.refill(_ -> List.of());
        Lead ana = with(with(waiting("ana", in(1)), "second", run(1, 1, in(2))), "third", run(1, 1, in(3)));
        offer(ana);
        assertThat(queue.size()).isEqualTo(3);

        Entry first = queue.takeDue(in(1)).getFirst();
        queue.putBack(first, in(4));
        assertThat(queue.takeDue(in(4))).extracting(entry -> entry.timer().automationId())
                .containsExactly("second", "third", AUTOMATION);
        offer(idle("ana"));
        assertThat(queue.takeDue(in(9))).isEmpty();
    }

    @Test
    void after_a_failed_refill_it_is_empty_and_queries_again() {
        queue.refill(_ -> List.of(waiting("ana", in(1))));
        assertThatThrownBy(() -> queue.refill(_ -> {
            throw new IllegalStateException("unavailable");
        })).hasMessage("unavailable");

        assertThat(queue.takeDue(in(100))).isEmpty();
        assertThat(queue.runsLow()).isTrue();
        queue.refill(_ -> List.of(waiting("ana", in(1))));
        assertThat(leadsOf(queue.takeDue(in(1)))).containsExactly("ana");
    }

    @Test
    void the_number_in_flight_is_limited_until_records_are_processed() {
        queue.refill(_ -> List.of());
        IntStream.range(0, 6).forEach(i -> offer(waiting("lead" + i, in(i))));

        List<Entry> first = queue.takeDue(in(100));
        assertThat(first).hasSize(4);
        assertThat(queue.takeDue(in(100))).isEmpty();
        assertThat(queue.next(in(100))).as("one must be processed first").isEmpty();
        assertThat(queue.due(in(100))).isEqualTo(6);

        processed(idle("lead0"), first.getFirst());
        assertThat(queue.next(in(100))).contains(in(4));
        assertThat(leadsOf(queue.takeDue(in(100)))).containsExactly("lead4");
    }

    @Test
    void a_timer_in_flight_is_not_taken_again_when_its_lead_is_offered() {
        queue.refill(_ -> List.of());
        Lead ana = waiting("ana", in(1));
        offer(ana);
        queue.takeDue(in(1));

        offer(ana);
        queue.refill(_ -> List.of(ana));

        assertThat(queue.takeDue(in(100))).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void a_restarted_run_may_be_in_flight_twice_and_both_records_are_processed() {
        queue.refill(_ -> List.of());
        offer(waiting("ana", in(1)));
        Entry old = queue.takeDue(in(1)).getFirst();
        offer(waiting("ana", in(2)));
        Entry renewed = queue.takeDue(in(2)).getFirst();

        processed(waiting("ana", in(2)), old);
        assertThat(queue.takeDue(in(100))).as("it is in flight").isEmpty();
        processed(idle("ana"), renewed);

        assertThat(queue.size()).isZero();
        IntStream.range(0, 5).forEach(i -> offer(waiting("lead" + i, in(i))));
        assertThat(queue.takeDue(in(100))).as("the limit is unchanged").hasSize(4);
    }

    @Test // D1
    void an_early_timer_waits_the_observed_difference() {
        queue.refill(_ -> List.of());
        Lead ana = waiting("ana", in(1));
        offer(ana);
        Entry early = queue.takeDue(in(1)).getFirst();

        queue.offer(ana, Map.of(early.timer(), Duration.ofMillis(300)));

        assertThat(queue.next(in(100))).contains(in(1).plusMillis(300));
        assertThat(queue.takeDue(in(1))).isEmpty();
        assertThat(queue.takeDue(in(2))).extracting(Entry::timer).containsExactly(early.timer());
    }

    @Test // D1: a producer can write such a record, too, and it may be processed hours after it was written
    void an_early_record_that_this_queue_did_not_append_changes_nothing() {
        queue.refill(_ -> List.of());
        Lead ana = waiting("ana", in(1));
        offer(ana);

        queue.offer(ana, Map.of(new DueTimer(WaitingLead.AUTOMATION, 1, 1, in(1)), Duration.ofHours(9)));

        assertThat(queue.next(in(100))).contains(in(1));
    }

    @Test
    void a_timer_that_could_not_be_appended_is_put_back() {
        queue.refill(_ -> List.of());
        offer(waiting("ana", in(1)));
        Entry failed = queue.takeDue(in(1)).getFirst();

        queue.putBack(failed, in(2));

        assertThat(queue.next(in(100))).contains(in(2));
        assertThat(queue.takeDue(in(2))).extracting(Entry::timer).containsExactly(failed.timer());
    }

    @Test
    void a_timer_that_could_not_be_appended_does_not_replace_a_newer_one() {
        queue.refill(_ -> List.of());
        offer(waiting("ana", in(1)));
        Entry failed = queue.takeDue(in(1)).getFirst();
        offer(waiting("ana", in(2)));

        queue.putBack(failed, in(30));

        assertThat(queue.takeDue(in(2))).extracting(entry -> entry.timer().dueAt()).containsExactly(in(2));
    }

    @Test
    void it_holds_the_earliest_ten_thousand_of_a_hundred_thousand_timers() {
        TimerQueue large = new TimerQueue(10_000, new TimerThrottle(500));
        large.refill(_ -> List.of());
        List<Lead> leads = new ArrayList<>(
                IntStream.range(0, 100_000).mapToObj(i -> waiting("lead" + i, in(i))).toList());
        Collections.shuffle(leads, new Random(1));
        int most = 0;
        for (Lead lead : leads) {
            large.offer(lead, Map.of());
            most = Math.max(most, large.size());
        }
        assertThat(most).isEqualTo(10_000);

        List<Entry> taken = new ArrayList<>();
        for (List<Entry> due = large.takeDue(Instant.MAX); !due.isEmpty(); due = large.takeDue(Instant.MAX)) {
            due.forEach(entry -> large.offer(idle(entry.lead().leadId()), Map.of(entry.timer(), Duration.ZERO)));
            taken.addAll(due);
        }
        assertThat(taken).isSortedAccordingTo(Comparator.comparing(Entry::notBefore));
        assertThat(leadsOf(taken)).isEqualTo(IntStream.range(0, 10_000).mapToObj(i -> "lead" + i).toList());
    }
}
