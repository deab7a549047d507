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

    private void landed(Lead after, Entry entry) {
        queue.offer(after, Map.of(entry.timer(), Duration.ZERO));
    }

    private static List<String> leadsOf(List<Entry> entries) {
        return entries.stream().map(entry -> entry.lead().leadId()).toList();
    }

    @Test // D5
    void timers_of_an_organization_whose_records_wait_for_its_time_hold_up_their_own_only() {
        queue.refill(List::of);
        queue.othersCame(NOW);
        offer(IntStream.range(0, 8).mapToObj(i -> waiting("slow-" + i, in(-20 + i))).toArray(Lead[]::new));
        Lead other = with(Lead.unknown(new LeadKey("globex", "gus"), NOW, NOW), AUTOMATION, run(1, 1, in(-1)));
        offer(other);
        List<Entry> group = queue.takeDue(NOW);
        assertThat(leadsOf(group)).containsExactly("slow-0", "slow-1", "slow-2", "slow-3");

        group.forEach(entry -> queue.waits(entry.lead(), entry.timer(), in(1)));

        assertThat(queue.next(in(1))).as("another organization's may go, after a rest").contains(in(2));
        assertThat(leadsOf(queue.takeDue(in(6)))).containsExactly("gus");
        queue.putBackLost(in(1));
        assertThat(queue.next(in(7))).as("none is taken for lost").isEmpty();
        assertThat(queue.size()).isEqualTo(9);
        group.forEach(entry -> landed(idle(entry.lead().leadId()), entry));
        landed(Lead.unknown(other.key(), NOW, NOW), new Entry(other.key(), run(1, 1, in(-1)).timer(AUTOMATION), NOW));
        assertThat(leadsOf(queue.takeDue(in(20)))).containsExactly("slow-4", "slow-5", "slow-6", "slow-7");
    }

    @Test // invariant 4
    void what_is_overdue_in_the_store_and_was_missed_is_late_and_not_lost() {
        queue.refill(List::of);
        queue.addMissed(List.of(waiting("ana", in(-1)), waiting("ben", in(1))), NOW);
        List<Entry> due = queue.takeDue(NOW);
        assertThat(leadsOf(due)).containsExactly("ana");
        queue.addMissed(List.of(waiting("ana", in(-1))), NOW);
        assertThat(queue.takeDue(NOW)).as("it is in flight").isEmpty();
    }

    @Test // invariant 4
    void what_is_in_flight_for_too_long_was_lost_by_the_log_and_is_taken_again() {
        queue.refill(List::of);
        offer(waiting("ana", in(1)), waiting("ben", in(30)), waiting("cleo", in(1)));
        queue.takeDue(in(1));
        queue.takeDue(in(30));
        offer(waiting("cleo", in(100)));

        queue.putBackLost(in(30));

        assertThat(queue.takeDue(in(61))).extracting(entry -> entry.lead().leadId(), Entry::notBefore)
                .containsExactly(tuple("ana", in(1)));
        assertThat(queue.size()).as("ana, ben, and what cleo waits for by now").isEqualTo(3);
    }

    @Test
    void what_was_lost_holds_no_place_in_flight() {
        queue.refill(List::of);
        IntStream.range(0, 8).forEach(i -> offer(waiting("lead" + i, in(i))));
        assertThat(queue.takeDue(in(8))).hasSize(4);
        IntStream.range(0, 4).forEach(i -> offer(idle("lead" + i)));
        assertThat(queue.takeDue(in(8))).isEmpty();

        queue.putBackLost(in(9));

        assertThat(queue.takeDue(in(69))).hasSize(4);
    }

    @Test
    void before_it_was_filled_it_holds_nothing_since_it_could_not_say_what_is_first() {
        offer(waiting("ana", in(1)));
        assertThat(queue.size()).isZero();
        assertThat(queue.runsLow()).isTrue();
        assertThat(queue.next(in(100))).isEmpty();
    }

    @Test
    void an_error_while_the_store_is_asked_is_an_outage_like_any_other() {
        assertThatThrownBy(() -> queue.refill(() -> {
            throw new StackOverflowError("planted");
        })).isInstanceOf(StackOverflowError.class);

        assertThat(queue.runsLow()).isTrue();
    }

    @Test
    void what_is_due_comes_in_due_order_whatever_the_order_it_was_offered_in() {
        queue.refill(() -> List.of(waiting("cleo", in(3))));
        offer(waiting("dora", in(4)), waiting("ana", in(1)), waiting("ben", in(2)));

        assertThat(queue.next(in(100))).contains(in(1));
        assertThat(leadsOf(queue.takeDue(in(3)))).containsExactly("ana", "ben", "cleo");
        assertThat(queue.next(in(100))).contains(in(4));
        assertThat(queue.takeDue(in(3))).isEmpty();
    }

    @Test
    void every_run_of_a_lead_has_its_own_timer() {
        queue.refill(List::of);
        offer(with(waiting("ana", in(2)), "another", run(7, 3, in(1))));

        assertThat(queue.takeDue(in(2))).extracting(Entry::timer).containsExactly(new DueTimer("another", 7, 3, in(1)),
                new DueTimer(AUTOMATION, 1, 1, in(2)));
    }

    @Test
    void what_a_lead_says_now_takes_the_place_of_what_it_said_before() {
        queue.refill(() -> List.of(waiting("ana", in(1)), waiting("ben", in(2)), waiting("cleo", in(3))));
        offer(waiting("ana", in(9)), idle("ben"));
        queue.forget(key("cleo"), Set.of());

        assertThat(queue.takeDue(in(9))).extracting(Entry::notBefore).containsExactly(in(9));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void when_it_is_full_it_keeps_the_earliest_and_leaves_the_rest_to_the_store() {
        queue.refill(List::of);
        IntStream.rangeClosed(1, 16).forEach(i -> offer(waiting("later" + i, in(100 + i))));
        offer(waiting("ana", in(1)));

        assertThat(queue.size()).isEqualTo(16);
        assertThat(leadsOf(queue.takeDue(in(1_000)))).containsExactly("ana", "later1", "later2", "later3");
        offer(waiting("beyond the bound", in(117)));
        assertThat(queue.size()).as("the bound is where the store has to be asked").isEqualTo(16);
        offer(waiting("within the bound", in(110)));
        assertThat(queue.size()).isEqualTo(17);
    }

    @Test
    void it_runs_low_only_while_the_store_may_know_of_more() {
        queue.refill(() -> List.of(waiting("ana", in(1))));
        assertThat(queue.runsLow()).as("all there is, is here").isFalse();

        queue.refill(() -> IntStream.range(0, 16).mapToObj(i -> waiting("lead" + i, in(i))).toList());
        assertThat(queue.runsLow()).isFalse();
        queue.takeDue(in(100)).forEach(entry -> landed(idle(entry.lead().leadId()), entry));
        queue.takeDue(in(100)).forEach(entry -> landed(idle(entry.lead().leadId()), entry));
        queue.takeDue(in(100)).forEach(entry -> landed(idle(entry.lead().leadId()), entry));
        assertThat(queue.runsLow()).isFalse();
        queue.takeDue(in(12));
        assertThat(queue.runsLow()).isTrue();
    }

    @Test
    void what_a_lead_offers_while_the_store_is_asked_is_newer_than_the_stores_answer() {
        queue.refill(() -> {
            offer(waiting("ana", in(9)), idle("ben"), waiting("cleo", in(3)));
            return List.of(waiting("ana", in(1)), waiting("ben", in(2)));
        });

        assertThat(queue.takeDue(in(100))).extracting(entry -> entry.lead().leadId(), Entry::notBefore)
                .containsExactly(tuple("cleo", in(3)),
                        tuple("ana", in(9)));
    }

    @Test
    void what_did_not_fit_while_the_store_was_asked_is_asked_for_again() {
        queue.refill(() -> {
            IntStream.rangeClosed(1, 20).forEach(i -> offer(waiting("lead" + i, in(i))));
            return List.of();
        });
        for (int i = 0; i < 4; i++) {
            queue.takeDue(in(100)).forEach(entry -> landed(idle(entry.lead().leadId()), entry));
        }

        assertThat(queue.size()).isZero();
        assertThat(queue.runsLow()).as("the store knows of four more").isTrue();
    }

    @Test
    void when_the_store_is_away_it_holds_nothing_and_asks_again() {
        queue.refill(() -> List.of(waiting("ana", in(1))));
        assertThatThrownBy(() -> queue.refill(() -> {
            throw new IllegalStateException("away");
        })).hasMessage("away");

        assertThat(queue.takeDue(in(100))).isEmpty();
        assertThat(queue.runsLow()).isTrue();
        queue.refill(() -> List.of(waiting("ana", in(1))));
        assertThat(leadsOf(queue.takeDue(in(1)))).containsExactly("ana");
    }

    @Test
    void no_more_than_the_limit_are_in_flight_and_each_makes_room_when_its_record_was_processed() {
        queue.refill(List::of);
        IntStream.range(0, 6).forEach(i -> offer(waiting("lead" + i, in(i))));

        List<Entry> first = queue.takeDue(in(100));
        assertThat(first).hasSize(4);
        assertThat(queue.takeDue(in(100))).isEmpty();
        assertThat(queue.next(in(100))).as("nothing can be done before one lands").isEmpty();
        assertThat(queue.due(in(100))).isEqualTo(6);

        landed(idle("lead0"), first.getFirst());
        assertThat(queue.next(in(100))).contains(in(4));
        assertThat(leadsOf(queue.takeDue(in(100)))).containsExactly("lead4");
    }

    @Test
    void what_is_in_flight_is_not_taken_again_whoever_offers_its_lead() {
        queue.refill(List::of);
        Lead ana = waiting("ana", in(1));
        offer(ana);
        queue.takeDue(in(1));

        offer(ana);
        queue.refill(() -> List.of(ana));

        assertThat(queue.takeDue(in(100))).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void a_restarted_run_may_be_in_flight_twice_and_both_land() {
        queue.refill(List::of);
        offer(waiting("ana", in(1)));
        Entry old = queue.takeDue(in(1)).getFirst();
        offer(waiting("ana", in(2)));
        Entry renewed = queue.takeDue(in(2)).getFirst();

        landed(waiting("ana", in(2)), old);
        assertThat(queue.takeDue(in(100))).as("it is on its way").isEmpty();
        landed(idle("ana"), renewed);

        assertThat(queue.size()).isZero();
        IntStream.range(0, 5).forEach(i -> offer(waiting("lead" + i, in(i))));
        assertThat(queue.takeDue(in(100))).as("the limit is what it was").hasSize(4);
    }

    @Test // D1
    void an_early_one_waits_the_difference_that_was_observed() {
        queue.refill(List::of);
        Lead ana = waiting("ana", in(1));
        offer(ana);
        Entry early = queue.takeDue(in(1)).getFirst();

        queue.offer(ana, Map.of(early.timer(), Duration.ofMillis(300)));

        assertThat(queue.next(in(100))).contains(in(1).plusMillis(300));
        assertThat(queue.takeDue(in(1))).isEmpty();
        assertThat(queue.takeDue(in(2))).extracting(Entry::timer).containsExactly(early.timer());
    }

    @Test // D1: a producer can write such a record, too, and it may be processed hours after it was written
    void an_early_one_that_was_not_taken_from_here_changes_nothing() {
        queue.refill(List::of);
        Lead ana = waiting("ana", in(1));
        offer(ana);

        queue.offer(ana, Map.of(new DueTimer(WaitingLead.AUTOMATION, 1, 1, in(1)), Duration.ofHours(9)));

        assertThat(queue.next(in(100))).contains(in(1));
    }

    @Test
    void one_that_could_not_be_appended_comes_back() {
        queue.refill(List::of);
        offer(waiting("ana", in(1)));
        Entry failed = queue.takeDue(in(1)).getFirst();

        queue.putBack(failed, in(2));

        assertThat(queue.next(in(100))).contains(in(2));
        assertThat(queue.takeDue(in(2))).extracting(Entry::timer).containsExactly(failed.timer());
    }

    @Test
    void one_that_could_not_be_appended_does_not_replace_what_its_lead_has_said_since() {
        queue.refill(List::of);
        offer(waiting("ana", in(1)));
        Entry failed = queue.takeDue(in(1)).getFirst();
        offer(waiting("ana", in(2)));

        queue.putBack(failed, in(30));

        assertThat(queue.takeDue(in(2))).extracting(entry -> entry.timer().dueAt()).containsExactly(in(2));
    }

    @Test
    void it_holds_ten_thousand_of_a_hundred_thousand_and_those_are_the_earliest() {
        TimerQueue large = new TimerQueue(10_000, new TimerThrottle(500));
        large.refill(List::of);
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
