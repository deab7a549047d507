package dev.nudge.rules;

import static dev.nudge.decision.Reason.CEILING;
import static dev.nudge.decision.Reason.CONDITIONS;
import static dev.nudge.decision.Reason.ERROR;
import static dev.nudge.decision.Reason.MAX_FOLLOW_UPS;
import static dev.nudge.decision.Reason.NO_PREFERENCE;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static dev.nudge.decision.Reason.OUTSIDE_SCHEDULE;
import static dev.nudge.decision.Reason.PREFERENCE_OFF;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static dev.nudge.decision.Reason.TIMER_OFF;
import static dev.nudge.decision.Reason.TOO_LATE;
import static dev.nudge.decision.Reason.WINDOW_OPENED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.condition.Truth;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Decision;
import dev.nudge.decision.Verdict;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Configuration;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Due timers (D). */
class DueTimerTest extends Story {

    private void started() {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana"));
    }

    // ---- D1

    @Test // D1
    void a_timer_fires_at_its_instant_and_not_before() {
        started();
        advanceTo("2026-04-23T09:59:59.999Z");
        assertThatMessagesTo("ana").isEmpty();
        advanceTo("2026-04-23T10:00:00Z");
        assertThatMessagesTo("ana").hasSize(1);
    }

    @Test // D1
    void an_early_record_has_no_effect_and_the_run_keeps_waiting() {
        started();
        EventBuilder due = timerOf("follow-up", "ana").withId("due-1");
        Lead before = stateOf("ana");
        itIs("2026-04-23T09:59:59.999Z");
        receive(due);
        assertThat(stateOf("ana")).isEqualTo(before);
        itIs("2026-04-23T10:00:00Z");
        receive(due);
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // D1
    void early_and_stale_records_are_distinguished() {
        LeadEvent stale = LeadEvent.timerDue(new LeadKey(ORGANIZATION, "ana"),
                new DueTimer("follow-up", 1, 1, at("2026-04-23T10:00:00Z")));
        started();
        assertThat(Decider.decide(stateOf("ana"), stale, now(), new Configuration())).isEqualTo(new Verdict.Early());
        assertThat(Decider.decide(null, stale, now(), new Configuration())).isEqualTo(new Verdict.Nothing());
    }

    @Test // D1
    void a_timer_fires_once() {
        started();
        EventBuilder due = timerOf("follow-up", "ana").withId("due-1");
        EventBuilder again = timerOf("follow-up", "ana").withId("due-2");
        advance(hours(24));
        receive(due, again);
        assertThatMessagesTo("ana").hasSize(1);
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    @Test // D1
    void automation_run_follow_up_and_due_instant_must_all_match_the_leads_state() {
        started();
        itIs("2026-04-23T12:00:00Z");
        receive(timerOf("follow-up", "ana").data("automationId", "other"),
                timerOf("follow-up", "ana").data("run", 2), timerOf("follow-up", "ana").data("followUp", 2),
                timerOf("follow-up", "ana").data("dueAt", "2026-04-23T10:00:00.001Z"),
                timerOf("follow-up", "ana").data("dueAt", "2026-04-23T09:59:59.999Z"),
                timerOf("follow-up", "ana").of("bob"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET");
        assertThatDecisionsFor("bob").isEmpty();
        receive(timerOf("follow-up", "ana").data("dueAt", "2026-04-23T12:00:00+02:00"));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // D1, C1
    void the_timer_from_before_a_restart_has_no_effect() {
        given(automation().startedBy("message.received").after(hours(24)));
        receive(inbound("Hello").from("ana"));
        EventBuilder old = timerOf("follow-up", "ana");
        advance(hours(1));
        receive(inbound("Anyone?").from("ana"));
        itIs("2026-04-24T10:00:00Z");
        receive(old);
        assertThat(waits("follow-up", "ana")).isTrue();
        assertThatMessagesTo("ana").isEmpty();
    }

    @Test // D1, E7
    void a_timer_record_with_an_earlier_timestamp_is_due_by_the_leads_now() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana"));
        itIs("2026-04-22T12:00:00Z");
        receive(updated("city", "Porto").of("ana"));
        itIs("2026-04-22T10:30:00Z");
        receive(timerOf("follow-up", "ana"));
        assertThat(assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE).decision().at())
                .isEqualTo(at("2026-04-22T12:00:00Z"));
    }

    // ---- D2

    @Test // D2
    void everything_is_rechecked_in_order_and_the_first_that_fails_ends_the_run() {
        given(automation().startedBy("form").after(minutes(30)).followingUp(2).sends("hello", "email"));
        for (String lead : List.of("ana", "bob", "cid", "dan", "eve", "fay", "gil", "hal")) {
            receive(optedOut("sms").of(lead), event("form").of(lead));
        }
        advance(minutes(30));
        outage(minutes(50));
        givenTheOrganization("ceilingPerHour", 1);
        // Everything fails; then the checks are satisfied one by one, in the order of the rule.
        AutomationBuilder all = automation().startedBy("form").withTimerOff().followingUp(1).sends("hello", "sms")
                .when("city", "exists").notLaterThan("10m");
        given(all.version(2));
        given(preferenceOf(CREATOR).off());
        receive(timerOf("follow-up", "ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(TOO_LATE).isAbout(1, 2).askedNobody();
        given(all.version(3).with("maxLateness", null));
        receive(timerOf("follow-up", "bob"));
        assertThatDecisionsFor("bob").last().isCancelledBecause(TIMER_OFF);
        given(all.version(4).after(minutes(30)));
        receive(timerOf("follow-up", "cid"));
        assertThatDecisionsFor("cid").last().isCancelledBecause(PREFERENCE_OFF).asked(CREATOR);
        givenNoPreferenceOf(CREATOR, "follow-up");
        receive(timerOf("follow-up", "dan"));
        assertThatDecisionsFor("dan").last().isCancelledBecause(NO_PREFERENCE);
        given(preferenceOf(CREATOR));
        receive(timerOf("follow-up", "eve"));
        assertThatDecisionsFor("eve").last().isCancelledBecause(MAX_FOLLOW_UPS);
        given(all.version(5).followingUp(2));
        receive(timerOf("follow-up", "fay"));
        assertThatDecisionsFor("fay").last().isCancelledBecause(CEILING);
        givenTheOrganization("ceilingPerHour", 2);
        receive(timerOf("follow-up", "gil"));
        assertThatDecisionsFor("gil").last().isCancelledBecause(OPTED_OUT);
        given(all.version(6).sends("hello", "email"));
        receive(timerOf("follow-up", "hal"));
        assertThatDecisionsFor("hal").last().isCancelledBecause(CONDITIONS);
    }

    @Test // D2
    void a_timer_that_was_switched_off_meanwhile_ends_the_run() {
        started();
        given(automation().startedBy("form").withTimerOff().version(2));
        given(preferenceOf(CREATOR).off());
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isCancelledBecause(TIMER_OFF);
    }

    @Test // D2, S4
    void a_preference_that_was_switched_off_meanwhile_ends_the_run() {
        started();
        given(preferenceOf(CREATOR).off());
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isCancelledBecause(PREFERENCE_OFF).asked(CREATOR);
        assertThatMessagesTo("ana").isEmpty();
    }

    @Test // D2, S4
    void the_preference_of_the_present_owner_applies() {
        started();
        receive(updated("ownerId", "olga").of("ana"));
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isCancelledBecause(NO_PREFERENCE).asked("olga");
    }

    @Test // D2, S6
    void a_limit_that_was_lowered_meanwhile_ends_the_run() {
        given(automation().startedBy("form").after(hours(1)).followingUp(3));
        receive(event("form").of("ana"));
        advance(hours(1));
        given(automation().startedBy("form").after(hours(1)).followingUp(1).version(2));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(MAX_FOLLOW_UPS).isAbout(1, 2);
        assertThatMessagesTo("ana").hasSize(1);
    }

    @Test // D2, F4
    void an_opt_out_of_every_channel_ends_the_run() {
        given(automation().startedBy("form").after(hours(24)).sends("a", "sms").sends("b", "email").cancelledOn());
        receive(optedOut("email").of("ana"), event("form").of("ana"));
        given(automation().startedBy("form").after(hours(24)).sends("a", "sms").sends("b", "sms").cancelledOn()
                .version(2));
        receive(optedOut("email").of("ana"));
        given(automation().startedBy("form").after(hours(24)).sends("b", "email").version(3));
        assertThat(waits("follow-up", "ana")).isTrue();
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isCancelledBecause(OPTED_OUT);
    }

    @Test // D2, S8
    void conditions_that_no_longer_hold_end_the_run_and_the_trace_says_why() {
        given(automation().startedBy("form").after(hours(24)).when("city", "eq", "Porto"));
        receive(event("form").of("ana").saying("city", "Porto"), updated("city", "Faro").of("ana"));
        advance(hours(24));
        Decision last = assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS).decision();
        assertThat(last.trace()).singleElement().satisfies(leaf -> {
            assertThat(leaf.actual()).isEqualTo("Faro");
            assertThat(leaf.held()).isEqualTo(Truth.FALSE);
        });
    }

    @Test // D2: "from now" refers to the time when the timer is processed
    void conditions_are_evaluated_at_the_present_time() {
        given(automation().startedBy("message.received").after(hours(24)).when("lastInboundAt", "olderThan", "23h")
                .when("lastInboundDirection", "eq", "inbound"));
        receive(inbound("Hello").from("ana"));
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @ParameterizedTest // D6: whether its record was written immediately or slightly later
    @ValueSource(longs = {0, 1, 250})
    void a_timer_that_is_on_time_and_one_that_is_slightly_late_have_the_same_result(long late) {
        given(automation().named("older").startedBy("message.received").after(hours(24)).when("lastInboundAt",
                "olderThan", "24h").when("lastInboundAt", "lt", "-24h"));
        given(automation().named("within").startedBy("message.received").after(hours(24)).when("lastInboundAt",
                "withinLast", "24h"));
        receive(inbound("Hello").from("ana"));
        outage(hours(24).plusMillis(late));
        receive(timerOf("older", "ana"), timerOf("within", "ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "STARTED TIMER_SET", "FIRED TIMER_DUE",
                "CANCELLED CONDITIONS");
        assertThat(assertThatDecisionsFor("ana").last().decision().at()).isEqualTo(now());
    }

    @Test // D6, S8: "calendar days and weeks in W2's zone"
    void days_of_a_condition_are_those_of_the_delay() {
        itIs("2026-03-28T10:00:00Z");
        given(automation().startedBy("message.received").after(1, "days").when("lastInboundAt", "olderThan", "1d")
                .when("lastInboundAt", "lte", "-1d"));
        receive(inbound("Hello").from("ana").saying("timezone", "Europe/Lisbon"));
        advance(hours(23));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    // ---- D3

    @Test // D3
    void a_timer_due_outside_the_schedule_is_deferred_to_the_next_opening() {
        given(automation().startedBy("form").after(hours(12)).between("09:00", "18:00"));
        receive(event("form").of("ana"));
        advance(hours(12));
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).isAbout(1, 1)
                .waitsUntil("2026-04-23T09:00:00Z").leftTheRunWaiting();
        advance(hours(11));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED).isAbout(1, 1);
        assertThatMessagesTo("ana").singleElement().extracting(Message::firedAt).isEqualTo(at("2026-04-23T09:00:00Z"));
    }

    @Test // D3, D2
    void at_the_opening_everything_is_checked_again() {
        given(automation().startedBy("form").after(hours(12)).between("09:00", "18:00"));
        receive(event("form").of("ana"));
        advance(hours(12));
        given(preferenceOf(CREATOR).off());
        advance(hours(12));
        assertThatDecisionsFor("ana").last().isCancelledBecause(PREFERENCE_OFF);
    }

    @Test // D3
    void a_schedule_that_was_edited_meanwhile_defers_again() {
        given(automation().startedBy("form").after(hours(12)).between("09:00", "18:00"));
        receive(event("form").of("ana"));
        advance(hours(12));
        given(automation().startedBy("form").after(hours(12)).between("12:00", "18:00").version(2));
        advanceTo("2026-04-23T09:00:00Z");
        assertThatDecisionsFor("ana").last().isDeferredBecause(OUTSIDE_SCHEDULE).waitsUntil("2026-04-23T12:00:00Z");
        advance(hours(3));
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED);
    }

    @Test // D3, D2: conditions come before the schedule
    void a_run_whose_conditions_fail_is_not_deferred() {
        given(automation().startedBy("form").after(hours(12)).between("09:00", "18:00").when("city", "exists"));
        receive(event("form").of("ana"));
        advance(hours(12));
        assertThatDecisionsFor("ana").last().isCancelledBecause(CONDITIONS);
    }

    // ---- D4

    @Test // D4
    void follow_ups_are_sent_one_delay_apart_until_the_limit() {
        given(automation().startedBy("form").after(hours(24)).followingUp(3));
        receive(event("form").of("ana"));
        advance(days(30));
        assertThat(messagesTo("ana")).extracting(Message::firedAt).containsExactly(at("2026-04-23T10:00:00Z"),
                at("2026-04-24T10:00:00Z"), at("2026-04-25T10:00:00Z"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "FIRED TIMER_DUE",
                "FIRED TIMER_DUE");
    }

    @Test // D4
    void the_delay_counts_from_the_firing() {
        given(automation().startedBy("form").after(hours(12)).between("09:00", "18:00").followingUp(2));
        receive(event("form").of("ana"));
        advanceTo("2026-04-23T09:00:00Z");
        assertThatDecisionsFor("ana").last().isFiredBecause(WINDOW_OPENED).isAbout(1, 1).leftTheRunWaiting()
                .waitsUntil("2026-04-23T21:00:00Z");
    }

    @Test // D4
    void the_last_follow_up_completes_the_run_on_the_same_decision() {
        given(automation().startedBy("form").after(hours(24)).followingUp(2));
        receive(event("form").of("ana"));
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isAbout(1, 1).leftTheRunWaiting();
        advance(hours(24));
        assertThatDecisionsFor("ana").last().isAbout(1, 2).completedTheRun();
        assertThat(waits("follow-up", "ana")).isFalse();
    }

    @Test // D4, S6
    void a_reply_does_not_extend_the_limit_of_a_run_that_goes_on() {
        given(automation().startedBy("form").after(hours(1)).followingUp(2).cancelledOn());
        receive(event("form").of("ana"));
        advance(hours(1));
        receive(inbound("Hello").from("ana"));
        advance(hours(9));
        assertThat(messagesTo("ana")).extracting(Message::followUp).containsExactly(1, 2);
        assertThatDecisionsFor("ana").last().completedTheRun();
    }

    @Test // D4, S6
    void a_limit_that_was_raised_meanwhile_applies() {
        given(automation().startedBy("form").after(hours(1)).followingUp(1));
        receive(event("form").of("ana"));
        given(automation().startedBy("form").after(hours(1)).followingUp(2).version(2));
        advance(hours(5));
        assertThatMessagesTo("ana").hasSize(2);
    }

    @Test // D4: timerLogic is kept and ignored
    void event_logic_always_ends_with_its_firing() {
        given(automation().startedBy("form").between("18:00", "19:00").followingUp(5)
                .with("timerLogic", Map.of("enabled", false, "delay", 1, "unit", "hours")));
        receive(event("form").of("ana"));
        advance(days(2));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "FIRED WINDOW_OPENED");
        assertThatDecisionsFor("ana").last().completedTheRun();
    }

    // ---- D5

    @Test // D5
    void after_an_outage_timers_fire_in_the_order_they_were_due() {
        given(automation().named("b").startedBy("form").after(hours(1)));
        given(automation().named("a").startedBy("form").after(hours(2)));
        receive(event("form").of("ana"), event("form").of("bob"));
        outage(days(2));
        advance(seconds(0));
        assertThat(messagesTo("ana")).extracting(Message::automationId).containsExactly("b", "a");
        assertThat(messagesTo("ana")).extracting(Message::firedAt).containsOnly(at("2026-04-24T10:00:00Z"));
    }

    @Test // D5
    void a_timer_that_is_later_than_allowed_ends_its_run() {
        given(automation().startedBy("form").after(hours(1)).notLaterThan("30m"));
        receive(event("form").of("ana"), event("form").of("bob"));
        Instant latest = at("2026-04-22T11:30:00Z");
        itIs(latest.toString());
        receive(timerOf("follow-up", "ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
        itIs(latest.plusMillis(1).toString());
        receive(timerOf("follow-up", "bob"));
        assertThatDecisionsFor("bob").last().isCancelledBecause(TOO_LATE).askedNobody();
    }

    @Test // D5
    void without_a_limit_a_timer_is_never_too_late() {
        given(automation().startedBy("form").after(hours(1)));
        receive(event("form").of("ana"));
        outage(days(3000));
        advance(seconds(0));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE);
    }

    @Test // D5, D3
    void a_deferral_sets_a_new_due_instant() {
        given(automation().startedBy("form").after(hours(12)).between("09:00", "18:00").notLaterThan("1h"));
        receive(event("form").of("ana"));
        advanceTo("2026-04-23T09:00:00Z");
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "DEFERRED OUTSIDE_SCHEDULE", "FIRED WINDOW_OPENED");
    }

    @Test // R3
    void a_due_record_that_cannot_be_processed_ends_its_run() {
        started();
        EventBuilder due = timerOf("follow-up", "ana").withId("due-1");
        LeadEvent event = LeadEventReader.read(due.toJson()).orThrow();
        itIs("2026-04-23T10:00:00Z");
        Verdict verdict = Decider.giveUp(stateOf("ana"), event, now());
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Decided.class, decided -> {
            assertThat(decided.decisions()).singleElement().satisfies(decision -> {
                assertThat(decision.reason()).isEqualTo(ERROR);
                assertThat(decision.run()).isEqualTo(1);
            });
            assertThat(decided.messages()).isEmpty();
            assertThat(decided.lead().progressOf("follow-up").runs()).isEmpty();
            assertThat(Decider.giveUp(decided.lead(), event, now())).isEqualTo(new Verdict.Nothing());
        });
    }
}
