package dev.nudge.engine.timer;

import static dev.nudge.story.Story.days;
import static dev.nudge.story.Story.inbound;
import static dev.nudge.story.Story.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.support.TimersStory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only the owner of a partition appends its timers, and it reads them from the database first (invariant 4). */
class TimersHandoverTest extends TimersStory {

    @Test
    void a_new_owner_queries_the_database() {
        visited("ana");
        world.processAll();
        world.clock.advance(days(1));
        world.crash();
        assertThat(world.owner().wakeups.of(HOME)).as("immediately").contains(world.clock.instant());

        world.owner().wakeUp();
        world.processAll();

        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    @Test
    void no_timer_of_a_revoked_partition_is_appended_and_its_wake_up_is_cleared() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));

        world.owner().timers.revoked(HOME);
        world.owner().timers.wakeUp(HOME);

        assertThat(appended()).isEmpty();
        assertThat(world.owner().wakeups.of(HOME)).isEmpty();
        assertThat(world.owner().timers.waiting()).isZero();
    }

    @Test
    void no_timer_of_a_partition_that_is_revoked_during_the_query_is_appended() {
        visited("ana");
        world.processAll();
        world.crash();
        world.clock.advance(seconds(5));
        world.leads.beforeNextAnswer(() -> world.owner().timers.revoked(HOME));

        world.owner().timers.wakeUp(HOME);

        assertThat(appended()).isEmpty();
        assertThat(world.owner().wakeups.of(HOME)).isEmpty();
    }

    @Test
    void a_partition_that_is_assigned_again_starts_from_the_database() {
        visited("ana");
        world.processAll();
        world.owner().timers.revoked(HOME);
        world.another().process(reply("ana"));
        world.clock.advance(seconds(5));

        world.owner().timers.assigned(HOME);
        world.owner().wakeUp();

        assertThat(appended()).as("the reply ended the run meanwhile").isEmpty();
    }

    private List<InboundRecord> reply(String leadId) {
        world.send(inbound("hi").from(leadId));
        List<InboundRecord> batch = world.nextBatch(10);
        world.commit(batch);
        return batch;
    }
}
