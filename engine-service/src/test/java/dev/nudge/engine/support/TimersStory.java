package dev.nudge.engine.support;

import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.seconds;

import dev.nudge.engine.record.InboundRecord;
import dev.nudge.story.Story;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Leads with timers of a day and of five seconds, and an engine that appends the due ones. */
public abstract class TimersStory {

    public static final int HOME = EngineInMemory.homeOf("ana");

    public final EngineInMemory world = new EngineInMemory();

    @BeforeEach
    public void a_reminder_a_day_after_a_question_and_a_nudge_five_seconds_after_a_visit() {
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)));
        world.given(automation().named("nudge").startedBy("lead.visited").after(seconds(5)));
        world.owner().wakeUp();
    }

    public final void visited(String leadId) {
        world.send(event("lead.visited").of(leadId).saying("phone", Story.PHONE));
    }

    public final List<InboundRecord> appended() {
        return world.nextBatch(10_000);
    }

    public final void ringEverySecond(int seconds) {
        for (int i = 0; i < seconds; i++) {
            world.clock.advance(seconds(1));
            world.owner().wakeUp();
        }
    }
}
