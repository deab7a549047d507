package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.reference.ReferenceModel.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** C1 to C5 and D1 to D6: waiting runs and due timers. */
class WaitingAndDueRulesTest extends ModelStory {

    // ---- C1

    @Test // C1
    void four_texts_in_a_minute_are_one_run() {
        timerAutomation(1, "event", "message.received", "maxTransitions", 1);
        knownLead();
        for (String body : List.of("one", "two", "three", "four")) {
            receive(inbound(body));
            pass(Duration.ofSeconds(15));
        }
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "STARTED TIMER_RESTARTED", "STARTED TIMER_RESTARTED",
                "STARTED TIMER_RESTARTED");
        assertThat(lastDecision()).containsEntry("run", 1).containsEntry("followUp", 1);
        assertThat(dueAt()).isEqualTo(now.minusSeconds(15).plus(Duration.ofHours(1)));
    }

    @Test // C1
    void a_restart_never_moves_the_timer_beyond_the_first_start_plus_three_delays() {
        timerAutomation(1, "event", "message.received");
        knownLead();
        Instant first = now;
        for (int message = 0; message < 5; message++) {
            receive(inbound("hello?"));
            pass(Duration.ofMinutes(35));
        }
        assertThat(dueAt()).isEqualTo(first.plus(Duration.ofHours(3)));
    }

    @Test // C1, C2
    void a_run_that_has_fired_ends_by_a_reply_which_may_start_another_one() {
        timerAutomation(1, "event", "message.received", "maxFollowUpCount", 3);
        knownLead();
        receive(inbound("hi"));
        advance(1);
        receive(inbound("thanks"));
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "FIRED TIMER_DUE", "CANCELLED REPLIED",
                "STARTED TIMER_SET");
        assertThat(lastDecision()).containsEntry("run", 2);
    }

    @Test // C1, S10
    void any_other_event_leaves_the_timer_alone_and_becomes_the_one_that_the_run_remembers() {
        timerAutomation(2, "event", "form.submitted", "conditions", List.of(leaf("event.data.form", "eq", "second")),
                "maxTransitions", 1);
        knownLead();
        receive(event("form.submitted", "form", "first"));
        Instant due = now.plus(Duration.ofHours(2));
        hours(1);
        receive(event("form.submitted", "form", "second"));
        assertThat(last()).isEqualTo("SKIPPED RUN_WAITING");
        assertThat(dueAt()).isEqualTo(due);
        advance(1);
        assertThat(last()).isEqualTo("FIRED TIMER_DUE");
    }

    @Test // C1, C3
    void a_message_that_fails_a_check_does_not_restart_the_run() {
        timerAutomation(2, "event", "message.received");
        knownLead();
        receive(inbound("hi"));
        model.preference("org-a", "creator", "auto", object("enabled", false));
        receive(inbound("hi"));
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "CANCELLED REPLIED", "SKIPPED PREFERENCE_OFF");
    }

    @Test // C1
    void every_deferred_firing_of_event_logic_waits_for_itself() {
        now = Instant.parse("2026-04-22T20:00:00Z");
        automation("event", "message.received", "schedule", object("start", "09:00", "end", "18:00"));
        knownLead();
        receive(inbound("one"));
        receive(inbound("two"));
        advance(13);
        assertThat(answers()).containsExactly("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "FIRED WINDOW_OPENED", "FIRED WINDOW_OPENED");
        assertThat(lastDecision()).containsEntry("run", 2);
    }

    // ---- C2 to C5

    @Test // C2
    void a_reply_ends_every_waiting_run_unless_it_occurred_before_its_start() {
        timerAutomation(9, "_id", "a");
        timerAutomation(9, "_id", "b", "event", "form.submitted");
        knownLead();
        hours(2);
        receive(event("form.submitted"));
        receive(inbound("hi"), "occurredAt", "2026-04-22T11:00:00Z");
        assertThat(model.waiting()).extracting(Timer::automationId).containsExactly("b");
        receive(event("message.received", "direction", "outbound", "body", "hi"));
        receive(inbound("START"));
        assertThat(model.waiting()).hasSize(1);
        receive(inbound("hi"), "occurredAt", "2026-04-22T12:00:00Z");
        assertThat(model.waiting()).isEmpty();
    }

    @Test // C3
    void a_change_to_another_status_than_at_the_start_ends_every_waiting_run() {
        timerAutomation(9, "event", "form.submitted");
        receive(updated("status", "New lead"));
        receive(event("form.submitted"));
        receive(updated("status", "new LEAD "));
        assertThat(model.waiting()).hasSize(1);
        receive(updated("status", "Won"));
        assertThat(last()).isEqualTo("CANCELLED STATUS_MOVED");
    }

    @Test // C3
    void the_first_status_of_a_lead_is_no_change() {
        timerAutomation(9);
        receive(updated("phone", PHONE));
        receive(statusChange("Imported", "New lead"));
        assertThat(model.waiting()).hasSize(1);
        receive(statusChange("New lead", "Won"));
        assertThat(last()).isEqualTo("CANCELLED STATUS_MOVED");
    }

    @Test // C3, C1: the status comes first
    void a_message_that_moves_the_status_ends_the_run_and_starts_another_one() {
        timerAutomation(9, "event", "message.received");
        receive(updated("status", "New lead"));
        receive(inbound("hi"));
        receive(inbound("hi"), "lead", object("status", "Won"));
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "CANCELLED STATUS_MOVED", "STARTED TIMER_SET");
    }

    @Test // C4
    void cancel_on_says_what_ends_a_run() {
        timerAutomation(9, "_id", "reply", "cancelOn", List.of("reply"));
        timerAutomation(9, "_id", "status", "cancelOn", List.of("status_change"));
        timerAutomation(9, "_id", "none", "cancelOn", List.of());
        receive(updated("status", "New lead"));
        receive(inbound("hi"));
        assertThat(model.waiting()).extracting(Timer::automationId).containsExactly("none", "status");
        receive(statusChange("New lead", "Won"));
        assertThat(model.waiting()).extracting(Timer::automationId).containsExactly("none");
    }

    @Test // C2, C3, C4
    void deferred_firings_of_event_logic_are_ended_only_when_cancel_on_says_so() {
        now = Instant.parse("2026-04-22T20:00:00Z");
        Map<String, Object> schedule = object("start", "09:00", "end", "18:00");
        automation("_id", "a", "schedule", schedule);
        automation("_id", "b", "schedule", schedule, "cancelOn", List.of("reply"));
        receive(updated("status", "New lead", "phone", PHONE));
        receive(inbound("hi"));
        receive(statusChange("New lead", "Won"));
        assertThat(model.waiting()).extracting(Timer::automationId).containsExactly("a");
    }

    @Test // C5
    void what_is_due_is_judged_and_sent_by_the_newest_definition() {
        timerAutomation(1);
        knownLead();
        Instant due = now.plus(Duration.ofHours(1));
        timerAutomation(5, "actions", sends("email"));
        assertThat(dueAt()).isEqualTo(due);
        advance(1);
        assertThat(lastMessage()).containsEntry("channel", "email").containsEntry("automationVersion", 2);
        receive(updated());
        model.deleteAutomation("org-a", "auto", 3);
        advance(9);
        assertThat(last()).isEqualTo("CANCELLED AUTOMATION_DELETED");
    }

    // ---- D

    @Test // D1
    void a_timer_acts_once_never_early_and_only_when_it_is_the_leads_state() {
        timerAutomation(1);
        knownLead();
        Map<String, Object> record = model.timerDue(model.waiting().getFirst());
        model.receive(now.plus(Duration.ofHours(1)).minusMillis(1), record);
        assertThat(model.waiting()).hasSize(1);
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(object("run", 2), object("followUp", 2),
                object("automationId", "x"), object("dueAt", "2026-04-22T10:59:59.999Z"))) {
            Map<String, Object> data = object();
            data.putAll(Values.object(record.get("data")));
            data.putAll(wrong);
            Map<String, Object> other = object();
            other.putAll(record);
            other.put("data", data);
            model.receive(now.plus(Duration.ofHours(2)), other);
        }
        assertThat(model.decisions()).hasSize(1);
        model.receive(now.plus(Duration.ofHours(1)), record);
        model.receive(now.plus(Duration.ofHours(1)), record);
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    @Test // D2, D5
    void what_is_rechecked_ends_the_run_in_this_order() {
        Map<String, Object> off = object("delay", 1, "unit", "hours", "enabled", false);
        receive(event("lead.opted_out", "channel", "email"));
        timerAutomation(1);
        knownLead();
        automation("triggerLogicType", "timer", "timerLogic", off, "maxLateness", "30m");
        hours(2);
        model.preference("org-a", "creator", "auto", null);
        fireFirst();
        assertThat(last()).isEqualTo("CANCELLED TOO_LATE");
        restartedRun();
        automation("triggerLogicType", "timer", "timerLogic", off, "maxLateness", "1h");
        model.preference("org-a", "creator", "auto", null);
        fireFirst();
        assertThat(last()).isEqualTo("CANCELLED TIMER_OFF");
        restartedRun();
        model.preference("org-a", "creator", "auto", null);
        fireFirst();
        assertThat(last()).isEqualTo("CANCELLED NO_PREFERENCE");
        restartedRun();
        model.preference("org-a", "creator", "auto", object("enabled", false));
        fireFirst();
        assertThat(last()).isEqualTo("CANCELLED PREFERENCE_OFF");
        restartedRun();
        automation("triggerLogicType", "timer", "timerLogic", object("delay", 1, "unit", "hours"), "actions",
                sends("email"), "conditions", List.of(leaf("x", "exists", null)));
        fireFirst();
        assertThat(last()).isEqualTo("CANCELLED OPTED_OUT");
        restartedRun();
        timerAutomation(1, "conditions", List.of(leaf("x", "exists", null)));
        fireFirst();
        assertThat(last()).isEqualTo("CANCELLED CONDITIONS");
    }

    private void restartedRun() {
        timerAutomation(1);
        model.preference("org-a", "creator", "auto", object("enabled", true));
        receive(updated());
        hours(2);
    }

    @Test // D2, S6
    void a_run_beyond_a_lowered_limit_ends() {
        timerAutomation(1, "maxFollowUpCount", 3);
        knownLead();
        advance(2);
        timerAutomation(1, "maxFollowUpCount", 2);
        advance(1);
        assertThat(last()).isEqualTo("CANCELLED MAX_FOLLOW_UPS");
    }

    @Test // D4
    void the_next_timer_runs_from_the_firing() {
        timerAutomation(1, "maxFollowUpCount", 2);
        knownLead();
        hours(5);
        fireFirst();
        assertThat(dueAt()).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(lastDecision()).containsEntry("dueAt", "2026-04-22T16:00:00.000Z");
    }

    @Test // D5
    void overdue_timers_fire_in_the_order_in_which_they_were_due() {
        timerAutomation(3, "_id", "a");
        timerAutomation(1, "_id", "b");
        timerAutomation(2, "_id", "c");
        knownLead();
        hours(9);
        new Step.FireDue(now, false).applyTo(model);
        assertThat(model.messages()).extracting(message -> message.get("automationId")).containsExactly("b", "c", "a");
    }

    @Test // C1, F4
    void a_message_does_not_restart_a_run_whose_every_channel_is_opted_out() {
        timerAutomation(9, "event", "message.received", "cancelOn", List.of(), "actions", sends("sms", "email"));
        knownLead();
        receive(inbound("hi"));
        receive(event("lead.opted_out", "channel", "sms"));
        receive(inbound("hi"));
        assertThat(last()).isEqualTo("STARTED TIMER_RESTARTED");
        receive(event("lead.opted_out", "channel", "email"));
        assertThat(last()).isEqualTo("CANCELLED OPTED_OUT");
        receive(inbound("hi"));
        assertThat(last()).isEqualTo("SKIPPED OPTED_OUT");
    }

    @Test // D5
    void a_deferral_sets_a_new_due_instant_for_lateness() {
        now = Instant.parse("2026-04-22T16:30:00Z");
        timerAutomation(2, "schedule", object("start", "09:00", "end", "18:00"), "maxLateness", "1h");
        knownLead();
        advance(2);
        assertThat(last()).isEqualTo("DEFERRED OUTSIDE_SCHEDULE");
        now = Instant.parse("2026-04-23T10:00:00Z");
        fireFirst();
        assertThat(last()).isEqualTo("FIRED WINDOW_OPENED");
    }

    @Test // D6
    void older_than_the_delay_holds_when_the_timer_is_due_and_within_last_does_not() {
        timerAutomation(24, "event", "message.received", "conditions",
                List.of(leaf("lastInboundAt", "olderThan", "24h"),
                        object("not", leaf("lastInboundAt", "withinLast", "24h"))));
        knownLead();
        receive(inbound("hi"));
        advance(24);
        assertThat(last()).isEqualTo("FIRED TIMER_DUE");
        timerAutomation(24, "event", "message.received", "conditions",
                List.of(leaf("lastInboundAt", "withinLast", "24h")));
        receive(inbound("hi"));
        advance(24);
        assertThat(last()).isEqualTo("CANCELLED CONDITIONS");
    }
}
