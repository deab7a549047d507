package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.lead.Conversation;
import dev.nudge.story.Story;
import org.junit.jupiter.api.Test;

/** What is known of who spoke when (X). */
class ConversationTest extends Story {

    private Conversation conversation() {
        return stateOf("ana").conversation();
    }

    @Test // X1, X2
    void before_the_first_message_nobody_spoke() {
        receive(updated("city", "Porto").of("ana"));
        assertThat(conversation()).isEqualTo(Conversation.NONE);
        given(automation().startedBy("lead.updated").when("lastInboundDirection", "notExists")
                .when("lastMessageDirection", "notExists").when("lastInboundAt", "notExists")
                .when("inboundCount", "eq", 0).when("outboundCount", "eq", 0));
        receive(updated("city", "Faro").of("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE");
    }

    @Test // X1
    void the_lead_spoke_last_until_a_person_answers() {
        receive(inbound("Is it available?").from("ana"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
        receive(outbound("It is").to("ana"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("outbound");
        receive(inbound("Good").from("ana"));
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
    }

    @Test // X1
    void what_this_engine_sends_is_no_answer() {
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
    void the_last_message_counts_whoever_sent_it() {
        receive(inbound("Is it available?").from("ana"));
        assertThat(conversation().lastMessageDirection()).isEqualTo("inbound");
        receive(sentByAutomation("We will be with you").to("ana"));
        assertThat(conversation().lastMessageDirection()).isEqualTo("outbound");
        receive(inbound("Thanks").from("ana"), outbound("You are welcome").to("ana"));
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
