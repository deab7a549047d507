package dev.nudge.engine.timer;

import static dev.nudge.story.Story.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.support.TimersStory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** After any outage or loss, a due timer is appended again, and not more often than necessary. */
class TimersOutagesTest extends TimersStory {

    @Test
    void a_failed_append_is_retried_a_second_later() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.log.becomeUnavailable();
        world.owner().wakeUp();
        world.log.becomeAvailable();
        world.owner().wakeUp();
        assertThat(appended()).isEmpty();
        assertThat(world.owner().timers.waiting()).isEqualTo(1);

        world.clock.advance(seconds(1));
        world.owner().wakeUp();

        assertThat(appended()).hasSize(1);
    }

    @Test // invariant 4
    void an_acknowledged_record_that_was_lost_is_appended_again_within_two_minutes() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.owner().wakeUp();
        world.commit(appended()); // as if the log did not have it

        ringEverySecond(60);
        assertThat(appended()).as("it may be in flight").isEmpty();
        ringEverySecond(60);

        assertThat(appended()).hasSize(1);
        world.processAll();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
        assertThat(world.owner().timers.due()).isZero();
    }

    @Test
    void while_the_database_is_unavailable_timers_in_flight_are_not_appended_again() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.owner().wakeUp();
        assertThat(appended()).hasSize(1);

        world.leads.becomeUnavailable();
        ringEverySecond(180);
        world.leads.becomeAvailable();

        assertThat(appended()).hasSize(1);
    }

    @Test
    void an_unavailable_log_is_tried_once_and_not_for_every_timer() {
        IntStream.range(0, 20).forEach(i -> visited("lead" + i));
        world.processAll();
        world.clock.advance(seconds(15));
        AtomicInteger asked = new AtomicInteger();
        world.log.failFor(record -> asked.incrementAndGet() > 0);

        world.owner().timers.wakeUp(HOME);

        assertThat(asked).hasValue(1);
        world.log.becomeAvailable();
        world.clock.advance(seconds(1));
        world.owner().wakeUp();
        assertThat(appended()).hasSize(20);
    }

    @Test
    void an_unavailable_database_is_queried_again_at_the_next_tick() {
        visited("ana");
        world.processAll();
        world.crash();
        world.clock.advance(seconds(5));
        world.leads.becomeUnavailable();
        world.owner().wakeUp();
        assertThat(world.owner().wakeups.of(HOME)).contains(world.clock.instant().plusSeconds(1));
        world.leads.becomeAvailable();
        world.clock.advance(seconds(1));

        world.owner().wakeUp();

        assertThat(appended()).hasSize(1);
    }
}
