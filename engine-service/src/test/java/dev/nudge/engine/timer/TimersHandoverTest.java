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

/** Timers are appended by the owner of their partition alone, who begins with what the store knows (invariant 4). */
class TimersHandoverTest extends TimersStory {

    @Test
    void an_owner_that_knows_nothing_asks_the_store() {
        visited("ana");
        world.processAll();
        world.clock.advance(days(1));
        world.crash();
        assertThat(world.owner().alarms.of(HOME)).as("at once").contains(world.clock.instant());

        world.owner().wakeUp();
        world.processAll();

        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(1);
    }

    @Test
    void nothing_of_a_revoked_partition_is_appended_and_its_alarm_is_off() {
        visited("ana");
        world.processAll();
        world.clock.advance(seconds(5));

        world.owner().timers.revoked(HOME);
        world.owner().timers.wakeUp(HOME);

        assertThat(appended()).isEmpty();
        assertThat(world.owner().alarms.of(HOME)).isEmpty();
        assertThat(world.owner().timers.waiting()).isZero();
    }

    @Test
    void nothing_of_a_partition_is_appended_that_is_revoked_while_the_store_is_asked() {
        visited("ana");
        world.processAll();
        world.crash();
        world.clock.advance(seconds(5));
        world.leads.beforeNextAnswer(() -> world.owner().timers.revoked(HOME));

        world.owner().timers.wakeUp(HOME);

        assertThat(appended()).isEmpty();
        assertThat(world.owner().alarms.of(HOME)).isEmpty();
    }

    @Test
    void a_partition_that_comes_back_begins_with_what_the_store_knows() {
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
