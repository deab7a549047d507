package dev.nudge.engine.timer;

import static dev.nudge.story.Story.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.support.TimersStory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever is away or forgets, a due timer is appended again, and not more often than it must be. */
class TimersOutagesTest extends TimersStory {

    @Test
    void an_append_that_failed_is_made_again_a_second_later() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.log.goAway();
        world.owner().wakeUp();
        world.log.comeBack();
        world.owner().wakeUp();
        assertThat(appended()).isEmpty();
        assertThat(world.owner().timers.waiting()).isEqualTo(1);

        world.clock.advance(seconds(1));
        world.owner().wakeUp();

        assertThat(appended()).hasSize(1);
    }

    @Test // invariant 4
    void a_record_that_the_log_acknowledged_and_did_not_keep_is_appended_again_two_minutes_later_at_most() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.owner().wakeUp();
        world.commit(appended()); // as if it weren't there

        ringEverySecond(60);
        assertThat(appended()).as("it may be on its way").isEmpty();
        ringEverySecond(60);

        assertThat(appended()).hasSize(1);
        world.processAll();
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
        assertThat(world.owner().timers.due()).isZero();
    }

    @Test
    void while_the_store_is_away_what_is_in_flight_waits_for_it_and_is_not_appended_again() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));
        world.owner().wakeUp();
        assertThat(appended()).hasSize(1);

        world.leads.goAway();
        ringEverySecond(180);
        world.leads.comeBack();

        assertThat(appended()).hasSize(1);
    }

    @Test
    void a_log_that_is_away_is_tried_once_and_not_for_every_timer() {
        IntStream.range(0, 20).forEach(i -> visited("lead" + i));
        world.processAll();
        world.clock.advance(seconds(15));
        AtomicInteger asked = new AtomicInteger();
        world.log.failFor(record -> asked.incrementAndGet() > 0);

        world.owner().timers.wakeUp(HOME);

        assertThat(asked).hasValue(1);
        world.log.comeBack();
        world.clock.advance(seconds(1));
        world.owner().wakeUp();
        assertThat(appended()).hasSize(20);
    }

    @Test
    void a_store_that_is_away_is_asked_again_at_the_next_tick() {
        visited("ana");
        world.processAll();
        world.crash();
        world.clock.advance(seconds(5));
        world.leads.goAway();
        world.owner().wakeUp();
        assertThat(world.owner().alarms.of(HOME)).contains(world.clock.instant().plusSeconds(1));
        world.leads.comeBack();
        world.clock.advance(seconds(1));

        world.owner().wakeUp();

        assertThat(appended()).hasSize(1);
    }
}
