package dev.nudge.engine.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimerThrottleTest {

    private static final Instant NOW = Instant.parse("2026-04-22T12:00:00Z");

    private final TimerThrottle pace = new TimerThrottle(500);

    @Test
    void alone_each_that_was_processed_makes_room_for_the_next() {
        assertThat(pace.room(0, NOW)).isEqualTo(500);
        pace.taken(500, NOW);
        assertThat(pace.opensAt(500, NOW)).isEmpty();
        assertThat(pace.room(499, NOW)).isEqualTo(1);
    }

    @Test
    void beside_events_of_others_a_group_lands_as_a_whole_and_then_rests_for_four_times_as_long() {
        pace.othersCame(NOW);
        assertThat(pace.room(0, NOW)).isEqualTo(25);
        pace.taken(25, NOW);

        assertThat(pace.opensAt(1, NOW.plusMillis(40))).as("one of it is still in flight").isEmpty();
        assertThat(pace.opensAt(0, NOW.plusMillis(50))).contains(NOW.plusMillis(250));
        assertThat(pace.room(0, NOW.plusMillis(249))).isZero();
        assertThat(pace.room(0, NOW.plusMillis(250))).isEqualTo(25);
    }

    @Test
    void fewer_than_a_group_dont_wait() {
        pace.othersCame(NOW);
        pace.taken(24, NOW);
        assertThat(pace.room(24, NOW.plusMillis(1))).isEqualTo(1);
        assertThat(pace.opensAt(0, NOW.plusMillis(2))).hasValueSatisfying(
                opensAt -> assertThat(opensAt).isBeforeOrEqualTo(NOW));
    }

    @Test
    void a_group_that_waited_for_the_store_rests_for_a_second_at_most() {
        pace.othersCame(NOW);
        pace.taken(25, NOW);
        pace.othersCame(NOW.plusSeconds(60));
        assertThat(pace.opensAt(0, NOW.plusSeconds(60))).contains(NOW.plusSeconds(61));
    }

    @Test
    void ten_seconds_after_the_last_event_of_others_the_partition_is_theirs_alone() {
        pace.othersCame(NOW);
        pace.taken(25, NOW);
        assertThat(pace.room(25, NOW.plusMillis(9_999))).isZero();
        assertThat(pace.room(25, NOW.plusSeconds(10))).isEqualTo(475);
    }

    @Test
    void what_is_in_flight_when_others_come_lands_first() {
        pace.taken(300, NOW);
        pace.othersCame(NOW);
        assertThat(pace.opensAt(300, NOW)).isEmpty();
        assertThat(pace.room(24, NOW)).isEqualTo(1);
    }

    @Test
    void a_smaller_bound_holds_beside_others_too() {
        TimerThrottle narrow = new TimerThrottle(4);
        narrow.othersCame(NOW);
        assertThat(narrow.room(0, NOW)).isEqualTo(4);
    }
}
