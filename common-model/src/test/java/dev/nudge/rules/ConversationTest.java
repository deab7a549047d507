package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.lead.Conversation;
import dev.nudge.story.Story;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The state of the conversation with a lead (X). */
class ConversationTest extends Story {

    private Conversation conversation() {
        return stateOf("ana").conversation();
    }

    @Test // X1, X2
    void before_the_first_message_the_conversation_is_empty() {
        receive(updated("city", "Porto").of("ana"));
        assertThat(conversation()).isEqualTo(Conversation.NONE);
        given(automation().startedBy("lead.updated").when("lastInboundDirection", "notExists")
                .when("lastMessageDirection", "notExists").when("lastInboundAt", "notExists")
                .when("inboundCount", "eq", 0).when("outboundCount", "eq", 0));
        receive(updated("city", "Faro").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE");
    }

    @Test // X1
    void the_last_direction_is_inbound_until_a_person_answers() {
        receive(inbound("Is it available?").from("ana"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
        receive(outbound("It is").to("ana"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("outbound");
        receive(inbound("Good").from("ana"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
    }

    @Test // X1
    void a_message_of_this_engine_does_not_count_as_an_answer() {
        receive(inbound("Is it available?").from("ana"));
        advance(hours(1));
        receive(sentByAutomation("We will be with you").to("ana"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
        assertThat(conversation().outboundCount()).isZero();
        assertThat(conversation().lastOutboundAt()).isNull();
    }

    @Test // X1
    void people_s_messages_are_counted_and_dated() {
        receive(outbound("Hello").to("ana"));
        advance(hours(1));
        receive(outbound("Hello?").to("ana").data("origin", "person"),
                event("message.received").of("ana").data("direction", "outbound"));
        assertThat(conversation().outboundCount()).isEqualTo(3);
        assertThat(conversation().lastOutboundAt()).isEqualTo(now());
    }

    @Test // X2
    void the_last_message_direction_includes_messages_of_this_engine() {
        given(automation().startedBy("form"));
        receive(inbound("Is it available?").from("ana"));
        assertThat(conversation().lastMessageDirection()).isEqualTo("inbound");
        receive(event("form").of("ana"));
        assertThat(conversation().lastMessageDirection()).isEqualTo("outbound");
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
        receive(inbound("Thanks").from("ana"));
        assertThat(conversation().lastMessageDirection()).isEqualTo("inbound");
        receive(outbound("You are welcome").to("ana"));
        assertThat(conversation().lastMessageDirection()).isEqualTo("outbound");
    }

    @Test // X2, D2
    void a_second_follow_up_sees_the_first_one_before_its_delivery() {
        given(automation().startedBy("message.received").after(hours(1)).followingUp(2).when("lastMessageDirection",
                "eq", "inbound"));
        receive(inbound("Is it available?").from("ana"));
        advance(hours(2));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE", "CANCELLED CONDITIONS");
    }

    @Test // X2, G4
    void the_sent_event_of_an_own_message_changes_nothing() {
        given(automation().startedBy("form"));
        receive(inbound("Is it available?").from("ana"), event("form").of("ana"), inbound("Thanks").from("ana"));
        Conversation before = conversation();
        receive(sentByAutomation("We will be with you").to("ana"),
                event("message.received").of("ana").data("direction", "outbound").data("messageId",
                        "m-ec60d9eb6bb8d1b41300ecc9073f5a88"));
        assertThat(conversation()).isEqualTo(before);
        assertThat(before.lastMessageDirection()).isEqualTo("inbound");
    }

    @Test // X2, F1: a firing without a message to the lead is none
    void only_messages_to_the_lead_count() {
        stranger("eve");
        given(preferenceOf(CREATOR).notifying("A lead wrote", "+14155550199"));
        given(automation().startedBy("message.received"));
        receive(inbound("Is it available?").from("eve"));
        assertThatDecisionsFor("eve").are("SKIPPED NO_ADDRESS");
        assertThat(stateOf("eve").conversation().lastMessageDirection()).isEqualTo("inbound");
    }

    @Test // X2, S7, R2
    void automations_that_an_event_fires_do_not_see_each_other_s_messages() {
        for (String id : List.of("first", "second")) {
            given(automation().named(id).startedBy("message.received").when("lastMessageDirection", "eq", "inbound"));
        }
        receive(inbound("Is it available?").from("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE");
        assertThat(conversation().lastMessageDirection()).isEqualTo("outbound");
    }

    @Test // X2, S10
    void a_run_stores_the_changes_of_its_event_and_not_those_of_firings() {
        receive(outbound("Hello").to("ana"));
        given(automation().named("at-once").startedBy("message.received"));
        given(automation().named("later").startedBy("message.received").after(hours(1)).when("lastMessageDirection",
                "changedTo", "inbound").when("lastMessageDirection", "eq", "outbound"));
        given(automation().named("never").startedBy("message.received").after(hours(1)).when("lastMessageDirection",
                "changedTo", "outbound"));
        receive(inbound("Is it available?").from("ana"));
        advance(hours(1));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "STARTED TIMER_SET", "STARTED TIMER_SET",
                "FIRED TIMER_DUE", "CANCELLED CONDITIONS");
    }

    @Test // X1, E1
    void who_spoke_last_is_decided_by_when_they_spoke() {
        receive(outbound("It is").to("ana").occurredAt("2026-04-22T09:30:00Z"));
        receive(inbound("Is it available?").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("outbound");
        receive(inbound("Thanks").from("ana").occurredAt("2026-04-22T09:40:00Z"));
        receive(outbound("Hello").to("ana").occurredAt("2026-04-22T09:35:00Z"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
        assertThat(conversation().lastInboundBody()).isEqualTo("Thanks");
    }

    @Test // X1
    void of_two_messages_of_the_same_instant_the_later_arrival_counts() {
        receive(inbound("Is it available?").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(outbound("It is").to("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("outbound");
        receive(inbound("Thanks").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
    }

    @Test // X2: from the firing, not from the message.sent
    void a_message_of_this_engine_is_compared_by_its_firing() {
        given(automation().startedBy("form"));
        receive(event("form").of("ana"));
        advance(minutes(1));
        receive(inbound("sent before, arrived after").from("ana").occurredAt("2026-04-22T09:59:00Z"));
        assertThat(conversation().lastMessageDirection()).isEqualTo("outbound");
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
    }

    @Test // X2: whatever becomes of the message
    void a_message_counts_although_it_never_leaves() {
        given(automation().startedBy("form"));
        receive(inbound("Hello").from("ana"), event("form").of("ana"));
        advance(days(1));
        assertThat(conversation().lastMessageDirection()).isEqualTo("outbound");
    }

    @Test // X1, E3
    void an_inbound_message_is_remembered_with_its_channel_and_text() {
        receive(inbound("Hello").from("ana").on("whatsapp"));
        assertThat(conversation().lastInboundBody()).isEqualTo("Hello");
        assertThat(conversation().lastInboundChannel()).isEqualTo("whatsapp");
        assertThat(conversation().inboundCount()).isEqualTo(1);
        receive(outbound("Hi").to("ana").on("sms"));
        assertThat(conversation().lastInboundBody()).isEqualTo("Hello");
        receive(event("message.received").of("ana"));
        assertThat(conversation().lastInboundBody()).isNull();
        assertThat(conversation().lastInboundChannel()).isNull();
    }
}
