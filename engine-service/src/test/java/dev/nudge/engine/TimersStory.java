package dev.nudge.engine;

import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.seconds;

import dev.nudge.engine.ingest.IncomingRecord;
import dev.nudge.story.Story;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Leads with timers of a day and of five seconds, and an engine that appends what is due. */
abstract class TimersStory {

    static final int HOME = World.homeOf("ana");

    final World world = new World();

    @BeforeEach
    void a_reminder_a_day_after_a_question_and_a_nudge_five_seconds_after_a_visit() {
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)));
        world.given(automation().named("nudge").startedBy("lead.visited").after(seconds(5)));
        world.owner().ring();
    }

    final void visited(String leadId) {
        world.send(event("lead.visited").of(leadId).saying("phone", Story.PHONE));
    }

    final List<IncomingRecord> appended() {
        return world.nextBatch(10_000);
    }

    final void ringEverySecond(int seconds) {
        for (int i = 0; i < seconds; i++) {
            world.clock.advance(seconds(1));
            world.owner().ring();
        }
    }
}
