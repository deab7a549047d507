package dev.nudge.rules;

import static dev.nudge.decision.Decision.ZoneFrom.LEAD;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.REPLIED;
import static dev.nudge.decision.Reason.TIMER_SET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Reason;
import dev.nudge.decision.Verdict;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.Note;
import dev.nudge.story.Configuration;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contents of decisions, and the events that lead to one (R). */
class DecisionTest extends Story {

    // ---- R1: when there is a decision

    @Test // R1
    void every_listening_automation_has_a_decision() {
        given(automation().named("a").startedBy("form"));
        given(automation().named("b").startedBy("form").from("Won"));
        given(automation().named("c").startedBy("other"));
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").of("a").are("FIRED IMMEDIATE");
        assertThatDecisionsFor("ana").of("b").are("SKIPPED SOURCE_STATUS");
        assertThatDecisionsFor("ana").of("c").isEmpty();
    }

    @Test // R1
    void an_ended_run_has_a_decision_whether_or_not_its_automation_listens() {
        given(automation().named("waits").startedBy("form").after(hours(1)));
        given(automation().named("both").startedBy("form").orBy("message.received").after(hours(1)).from("New lead"));
        receive(event("form").of("ana").saying("status", "New lead"));
        receive(inbound("Hello").from("ana").saying("status", "Won"));
        assertThatDecisionsFor("ana").of("waits").are("STARTED TIMER_SET", "CANCELLED STATUS_MOVED");
        assertThatDecisionsFor("ana").of("both").are("STARTED TIMER_SET", "CANCELLED STATUS_MOVED",
                "SKIPPED SOURCE_STATUS");
    }

    @Test // R1, E5, D1
    void a_repeated_event_and_a_stale_timer_have_no_decision() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana").withId("evt-1"));
        EventBuilder due = timerOf("follow-up", "ana");
        receive(event("form").of("ana").withId("evt-1"));
        advance(hours(1));
        receive(due);
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    @Test // R1: an event without listening automations has no decisions
    void an_event_without_listening_automations_has_no_decision() {
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").isEmpty();
    }

    // ---- R1: contents

    @Test // R1
    void a_decision_has_outcome_reason_time_and_lead() {
        given(automation().startedBy("form").version(3).between("09:00", "18:00").when("city", "eq", "Porto"));
        receive(event("form").of("ana").withId("evt-1").saying("city", "Porto").saying("timezone", "Europe/Lisbon"));
        Decision decision = assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).isAbout(1, 1)
                .asked(CREATOR).usedTheZone("Europe/Lisbon", LEAD).completedTheRun().decision();
        assertThat(decision.id()).matches("d-[0-9a-f]{32}");
        assertThat(decision.organizationId()).isEqualTo(ORGANIZATION);
        assertThat(decision.automationId()).isEqualTo("follow-up");
        assertThat(decision.automationVersion()).isEqualTo(3);
        assertThat(decision.leadId()).isEqualTo("ana");
        assertThat(decision.eventId()).isEqualTo("evt-1");
        assertThat(decision.eventType()).isEqualTo("form");
        assertThat(decision.trace()).hasSize(1);
        assertThat(decision.messageIds()).hasSize(1);
        assertThat(decision.at()).isEqualTo(now());
    }

    @Test // R1
    void the_decision_of_a_cancelled_run_names_the_event_that_ended_it() {
        given(automation().startedBy("form").after(hours(1)).version(3));
        receive(event("form").of("ana"));
        given(automation().startedBy("form").after(hours(1)).version(4));
        receive(inbound("Hello").from("ana").withId("the-reply"));
        Decision decision = assertThatDecisionsFor("ana").last().isCancelledBecause(REPLIED).isAbout(1, 1)
                .askedNobody().decision();
        assertThat(decision.eventId()).isEqualTo("the-reply");
        assertThat(decision.eventType()).isEqualTo("message.received");
        assertThat(decision.automationVersion()).isEqualTo(4);
        assertThat(decision.zone()).isNull();
        assertThat(decision.dueAt()).isNull();
    }

    @Test // R1
    void a_timers_decision_names_its_due_record() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana"));
        itIs("2026-04-22T11:00:00Z");
        receive(timerOf("follow-up", "ana").withId("due-77"));
        Decision decision = assertThatDecisionsFor("ana").last().decision();
        assertThat(decision.eventId()).isEqualTo("due-77");
        assertThat(decision.eventType()).isEqualTo("timer.due");
    }

    @Test // R1
    void an_id_is_a_pure_function_of_the_decisions_subject() {
        Configuration rules = new Configuration();
        LeadEvent event = LeadEventReader.read(inbound("Hello").from("ana").withId("evt-1").toJson()).orThrow();
        assertThat(Decider.decide(null, event, now(), rules)).isEqualTo(Decider.decide(null, event, now(), rules));
        given(automation().named("a").startedBy("form").orBy("message.received").after(hours(1)));
        given(automation().named("b").startedBy("form").orBy("message.received").after(hours(1)).from("none"));
        receive(event("form").of("ana"), event("form").of("bob"), inbound("Hello").from("ana"),
                inbound("Hello").from("bob"));
        advance(hours(2));
        Set<String> ids = new HashSet<>();
        Stream.of("ana", "bob").forEach(lead -> List.of("a", "b").forEach(automation -> assertThatDecisionsFor(lead)
                .of(automation).last().satisfies(decision -> assertThat(ids.add(decision.id())).isTrue())));
        assertThat(ids).hasSize(4);
    }

    // ---- R2, R3

    @Test // R2: deciding changes neither the lead nor the event nor the catalog
    void deciding_does_not_change_its_input() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana"));
        var before = stateOf("ana");
        LeadEvent again = LeadEventReader.read(event("form").of("ana").withId("evt-9").toJson()).orThrow();
        Configuration rules = new Configuration();
        Verdict once = Decider.decide(before, again, now(), rules);
        assertThat(stateOf("ana")).isEqualTo(before);
        assertThat(Decider.decide(before, again, now(), rules)).isEqualTo(once);
        assertThatDecisionsFor("ana").only().isStartedBecause(TIMER_SET);
    }

    @Test // R3
    void the_reasons_are_a_closed_list() {
        assertThat(Reason.values()).extracting(Reason::name).containsExactlyInAnyOrder("TIMER_SET", "TIMER_RESTARTED",
                "IMMEDIATE", "TIMER_DUE", "WINDOW_OPENED", "OUTSIDE_SCHEDULE", "QUIET_HOURS", "HOLIDAY", "CAPPED",
                "NOT_INBOUND", "OWN_MESSAGE", "AUTOMATIC", "TOO_OLD", "KEYWORD", "MAYBE_OPT_OUT", "DIRECTION_IGNORED",
                "LEAD_DELETED", "LATE", "NO_TRANSITION", "SOURCE_STATUS", "TARGET_STATUS", "NO_PREFERENCE",
                "PREFERENCE_OFF", "TIMER_OFF", "MAX_TRANSITIONS", "MAX_FOLLOW_UPS", "CEILING", "RUN_WAITING",
                "TOO_MANY_WAITING", "OPTED_OUT", "NO_ADDRESS", "BAD_ADDRESS", "CONDITIONS", "STEP_CONDITIONS",
                "NO_OPENING", "REPLIED", "STATUS_MOVED", "BY_USER", "LEAD_MERGED", "AUTOMATION_DELETED", "TOO_LATE",
                "ERROR");
    }

    @Test // N
    void the_notes_are_a_closed_list() {
        assertThat(Note.values()).extracting(Note::name).containsExactlyInAnyOrder("OCCURRED_AT_IGNORED",
                "ATTRIBUTE_IGNORED", "ATTRIBUTES_FULL", "TIMEZONE_IGNORED", "BODY_IGNORED", "DIRECTION_IGNORED",
                "EVENT_DATA_CUT", "STATUS_LATE", "MAYBE_OPT_OUT");
    }

    @Test // N: on each decision about the event
    void every_decision_about_an_event_has_its_notes() {
        given(automation().named("a").startedBy("message.received"));
        given(automation().named("b").startedBy("message.received").from("Won"));
        given(automation().named("c").startedBy("form").after(hours(1)));
        receive(event("form").of("ana"));
        receive(inbound("Hello").from("ana").occurredAt("yesterday").saying("timezone", "Mars/Phobos"));
        for (String id : List.of("a", "b", "c")) {
            assertThatDecisionsFor("ana").of(id).last().notes("OCCURRED_AT_IGNORED occurredAt",
                    "TIMEZONE_IGNORED lead.timezone");
        }
        assertThatDecisionsFor("ana").of("c").first().notes();
    }
}
