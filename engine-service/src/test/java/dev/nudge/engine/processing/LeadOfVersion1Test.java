package dev.nudge.engine.processing;

import static dev.nudge.story.Story.automation;
import static dev.nudge.story.Story.event;
import static dev.nudge.story.Story.hours;
import static dev.nudge.story.Story.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import dev.nudge.story.Story;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lead whose document was written under version 1 of the semantics, in an engine of this version. */
class LeadOfVersion1Test {

    private final EngineInMemory world = new EngineInMemory();

    @BeforeEach
    void ana_has_had_two_of_three_reminders_and_the_third_is_due_in_an_hour() {
        world.given(automation().named("remind").startedBy("lead.asked").after(hours(24)).followingUp(3)
                .when("event.data.topic", "eq", "price"));
        world.given(automation().named("mail").startedBy("lead.welcome").sends("hello", "email"));
        world.leads.store(LeadDocumentReader.stored(Document.parse("""
                {"_id": "acme:ana", "organizationId": "acme", "leadId": "ana",
                 "position": {"partition": %d, "offset": {"$numberLong": "-1"}},
                 "nextDueAt": {"$date": "2026-04-22T11:00:00Z"}, "createdAt": {"$date": "2026-04-20T11:00:00Z"},
                 "lastNow": {"$date": "2026-04-21T11:00:00Z"},
                 "attributes": {"phone": "+14155550100", "email": "ana@example.com"}, "conversation": {},
                 "optOuts": {"email": {"at": {"$date": "2026-04-20T12:00:00Z"}}},
                 "automations": {"remind": {"transitions": 4, "followUps": 2, "run": {"number": 4, "followUp": 3,
                   "startedAt": {"$date": "2026-04-19T11:00:00Z"}, "startedBy": {"id": "asked", "type": "lead.asked",
                     "data": [{"name": "topic", "value": "price"}], "changed": []},
                   "dueAt": {"$date": "2026-04-22T11:00:00Z"}, "deferred": false, "automationVersion": 1}}},
                 "recentEventIds": ["asked"], "recentOwnEventIds": ["sent-m-1"], "outbox": []}"""
                .formatted(EngineInMemory.homeOf("ana")))));
        world.owner().wakeUp();
    }

    private Lead ana() {
        return world.leads.stored(EngineInMemory.lead("ana")).lead();
    }

    private void anHourLater() {
        world.clock.advance(hours(1));
        world.owner().wakeUp();
        world.processAll();
    }

    @Test // D1, D4, F3, S6, S10
    void its_waiting_run_fires_its_last_follow_up_and_ends() {
        anHourLater();

        assertThat(world.log.json(Topics.MESSAGE_COMMANDS)).singleElement().satisfies(message -> assertThat(message)
                .containsEntry("run", 4L).containsEntry("followUp", 3L).containsEntry("id",
                        Message.id(EngineInMemory.lead("ana"), "remind", 4, 3, 0, Story.PHONE)));
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).singleElement().satisfies(decision -> assertThat(
                decision).containsEntry("outcome", "FIRED").containsEntry("runEnded", "COMPLETED"));
        assertThat(ana().nextDueAt()).isEmpty();
        assertThat(ana().progressOf("remind").transitions()).isEqualTo(4);
    }

    @Test // C1, C2: a run that has fired is not restarted
    void its_waiting_run_ends_by_a_reply() {
        world.send(inbound("yes").from("ana"));
        world.processAll();
        anHourLater();

        assertThat(world.log.records(Topics.MESSAGE_COMMANDS)).isEmpty();
        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).singleElement()
                .satisfies(decision -> assertThat(decision).containsEntry("reason", "REPLIED"));
    }

    @Test // E5
    void an_event_that_it_has_applied_is_a_repeat() {
        world.send(event("lead.asked").of("ana").withId("asked"));
        world.processAll();

        assertThat(world.log.records(Topics.AUTOMATION_DECISIONS)).isEmpty();
        assertThat(ana().lastNow()).as("unchanged").isEqualTo("2026-04-21T11:00:00Z");
    }

    @Test // F4
    void its_opt_out_holds() {
        world.send(event("lead.welcome").of("ana"));
        world.processAll();

        assertThat(world.log.json(Topics.AUTOMATION_DECISIONS)).singleElement()
                .satisfies(decision -> assertThat(decision).containsEntry("reason", "OPTED_OUT"));
    }

    @Test // S10
    void the_next_run_has_the_next_number() {
        anHourLater();
        world.send(event("lead.asked").of("ana").data("topic", "price"));
        world.processAll();

        assertThat(ana().progressOf("remind").runs()).singleElement()
                .satisfies(run -> assertThat(run.number()).isEqualTo(5));
        assertThat(ana().progressOf("remind").runs().getFirst().dueAt())
                .isEqualTo(world.clock.instant().plus(Duration.ofHours(24)));
    }
}
