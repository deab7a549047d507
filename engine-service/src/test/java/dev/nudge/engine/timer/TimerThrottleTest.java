package dev.nudge.engine.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimerThrottleTest {

    private static final Instant NOW = Instant.parse("2026-04-22T12:00:00Z");

    private final TimerThrottle pace = new TimerThrottle(500);

    @Test
    void without_other_events_a_processed_timer_makes_room_for_the_next() {
        assertThat(pace.room(0, NOW)).isEqualTo(500);
        pace.taken(500, NOW);
        assertThat(pace.opensAt(500, NOW)).isEmpty();
        assertThat(pace.room(499, NOW)).isEqualTo(1);
    }

    @Test
    void with_other_events_a_pause_of_four_times_its_duration_follows_each_group() {
        pace.othersCame(NOW);
        assertThat(pace.room(0, NOW)).isEqualTo(25);
        pace.taken(25, NOW);

        assertThat(pace.opensAt(1, NOW.plusMillis(40))).as("one of it is still in flight").isEmpty();
        assertThat(pace.opensAt(0, NOW.plusMillis(50))).contains(NOW.plusMillis(250));
        assertThat(pace.room(0, NOW.plusMillis(249))).isZero();
        assertThat(pace.room(0, NOW.plusMillis(250))).isEqualTo(25);
    }

    @Test
    void fewer_timers_than_a_group_do_not_wait() {
        pace.othersCame(NOW);
        pace.taken(24, NOW);
        assertThat(pace.room(24, NOW.plusMillis(1))).isEqualTo(1);
        assertThat(pace.opensAt(0, NOW.plusMillis(2))).hasValueSatisfying(
                opensAt -> assertThat(opensAt).isBeforeOrEqualTo(NOW));
    }

    @Test
    void the_pause_after_a_slow_group_is_at_most_a_second() {
        pace.othersCame(NOW);
        pace.taken(25, NOW);
        pace.othersCame(NOW.plusSeconds(60));
        assertThat(pace.opensAt(0, NOW.plusSeconds(60))).contains(NOW.plusSeconds(61));
    }

    @Test
    void the_limits_end_ten_seconds_after_the_last_other_event() {
        pace.othersCame(NOW);
        pace.taken(25, NOW);
        assertThat(pace.room(25, NOW.plusMillis(9_999))).isZero();
        assertThat(pace.room(25, NOW.plusSeconds(10))).isEqualTo(475);
    }

    @Test
    void timers_in_flight_when_other_events_arrive_are_processed_first() {
        pace.taken(300, NOW);
        pace.othersCame(NOW);
        assertThat(pace.opensAt(300, NOW)).isEmpty();
        assertThat(pace.room(24, NOW)).isEqualTo(1);
    }

    @Test
    void a_smaller_limit_applies_with_other_events_too() {
        TimerThrottle narrow = new TimerThrottle(4);
        narrow.othersCame(NOW);
        assertThat(narrow.room(0, NOW)).isEqualTo(4);
    }
}
