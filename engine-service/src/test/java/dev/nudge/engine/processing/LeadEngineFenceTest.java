package dev.nudge.engine.processing;

import static dev.nudge.engine.processing.LeadEngineTest.asked;
import static dev.nudge.engine.processing.LeadEngineTest.welcome;
import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nudge.Topics;
import dev.nudge.engine.record.InboundRecord;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.EngineInMemory.Node;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant 1: two engines act as owners of a partition, and each lead still has one history. */
class LeadEngineFenceTest {

    private static final int HOME = EngineInMemory.homeOf("ana");

    private final EngineInMemory world = new EngineInMemory();
    private final Node owner = world.owner();
    private final Node staleOwner = world.another();

    @BeforeEach
    void a_welcome_is_sent_at_most_once_and_a_reminder_a_day_after_a_question() {
        world.given(automation().named("welcome").startedBy("lead.welcome").atMostRuns(1));
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)));
        staleOwner.registry.load();
    }

    private List<InboundRecord> records(long from, int count) {
        return world.log.leadEvents(HOME, from, count);
    }

    @Test
    void a_stale_owners_write_is_refused_and_events_that_the_lead_has_applied_are_replays() {
        world.send(welcome("ana"));
        world.leads.beforeNextWrite(() -> owner.process(records(0, 1)));

        staleOwner.process(records(0, 1));

        assertThat(world.journal).contains("refused ana");
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).hasSize(2)
                .as("published again with the same id")
                .containsOnly(world.log.ids(Topics.MESSAGE_COMMANDS).getFirst());
        assertThat(world.leads.stored(EngineInMemory.lead("ana")).lead().progressOf("welcome").transitions())
                .isEqualTo(1);
    }

    @Test
    void after_a_refused_write_the_event_is_decided_again_on_the_current_state() {
        world.send(inbound("hi").from("ana").saying("phone", Story.PHONE));
        world.send(welcome("ana").withId("first"));
        world.send(welcome("ana").withId("second"));
        owner.process(records(0, 1));
        staleOwner.process(records(0, 1));
        world.leads.beforeNextWrite(() -> owner.process(records(1, 1)));

        staleOwner.process(records(1, 2));

        assertThat(world.journal).contains("refused ana");
        assertThat(decisions("ana")).extracting(decision -> decision.get("eventId"), decision -> decision.get("reason"))
                .containsOnly(tuple("first", "IMMEDIATE"),
                        tuple("second", "MAX_TRANSITIONS"));
        assertThat(world.log.ids(Topics.MESSAGE_COMMANDS)).as("one message, possibly published twice")
                .containsOnly(world.log.ids(Topics.MESSAGE_COMMANDS).getFirst());
    }

    @Test
    void no_decision_on_the_stale_state_is_published() {
        world.send(asked("ana").withId("asked"));
        world.send(welcome("ana").withId("welcome"));
        world.leads.beforeNextWrite(() -> owner.process(records(0, 2)));
        world.clock.advance(hours(1));

        staleOwner.process(records(0, 1));
        staleOwner.process(records(1, 1));

        assertThat(decisions("ana")).extracting(decision -> decision.get("id")).as("the owner's, once or again")
                .containsOnly(decisions("ana").stream().limit(2).map(decision -> decision.get("id")).toArray());
        assertThat(world.leads.stored(EngineInMemory.lead("ana")).position().offset()).isEqualTo(1);
    }

    @Test
    void the_other_leads_of_the_batch_are_not_affected() {
        String other = other("ana");
        world.send(welcome("ana"));
        world.send(welcome(other));
        world.leads.beforeNextWrite(() -> owner.process(records(0, 1)));

        staleOwner.process(records(0, 2));

        assertThat(world.journal).containsOnlyOnce("refused ana").doesNotContain("refused " + other)
                .containsOnlyOnce("wrote ana").containsOnlyOnce("wrote " + other);
        assertThat(decisions(other)).hasSize(1);
    }

    @Test
    void an_owner_with_a_stale_cache_reads_the_lead_again() {
        world.send(inbound("hi").from("ana").saying("phone", Story.PHONE));
        world.send(welcome("ana"));
        world.send(welcome("ana"));
        owner.process(records(0, 1));
        staleOwner.process(records(1, 1));

        owner.process(records(2, 1));

        assertThat(world.journal).contains("refused ana");
        assertThat(decisions("ana")).extracting(decision -> decision.get("reason"))
                .containsExactly("IMMEDIATE", "MAX_TRANSITIONS");
    }

    private List<Map<String, @Nullable Object>> decisions(String leadId) {
        return world.log.json(Topics.AUTOMATION_DECISIONS).stream()
                .filter(decision -> leadId.equals(decision.get("leadId"))).toList();
    }

    private static String other(String leadId) {
        return List.of("ben", "cleo", "dora", "eve").stream()
                .filter(candidate -> EngineInMemory.homeOf(candidate) == EngineInMemory.homeOf(leadId)).findFirst()
                .orElseThrow();
    }
}
