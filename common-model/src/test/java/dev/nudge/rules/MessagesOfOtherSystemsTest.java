package dev.nudge.rules;

import static dev.nudge.decision.Reason.DIRECTION_IGNORED;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.OWN_MESSAGE;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.AddressKind;
import dev.nudge.lead.Conversation;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How other systems write the direction, the channel and the body of a message, and which messages are ours (E3). */
class MessagesOfOtherSystemsTest extends Story {

    private static final String OWN_ID = "m-ec60d9eb6bb8d1b41300ecc9073f5a88";

    private Conversation conversation() {
        return stateOf("ana").conversation();
    }

    private static EventBuilder received(@Nullable Object direction) {
        return event("message.received").of("ana").data("direction", direction).data("body", "Hello");
    }

    // ---- direction

    static Stream<Object> inboundDirections() {
        return Stream.of("inbound", "Inbound", " INBOUND ", "incoming", "in", "inbound-api", 0, "0", "", " \u00a0");
    }

    @ParameterizedTest // E3
    @MethodSource("inboundDirections")
    void a_message_is_inbound(Object direction) {
        given(automation().startedBy("message.received"));
        receive(received(direction));
        assertThat(conversation().inboundCount()).isEqualTo(1);
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes();
    }

    @Test // E3
    void a_message_without_a_direction_is_inbound() {
        receive(received(null), event("message.received").of("ana").with("data", null),
                event("message.received").of("ana"), event("message.received").of("ana").with("data", List.of()));
        assertThat(conversation().inboundCount()).isEqualTo(4);
    }

    static Stream<Object> outboundDirections() {
        return Stream.of("outbound", "outbound-api", "OUTGOING", " Out ", "outbound-reply", 1, "1");
    }

    @ParameterizedTest // E3, X1
    @MethodSource("outboundDirections")
    void a_message_is_a_persons_answer(Object direction) {
        given(automation().startedBy("message.received").after(hours(24)).when("lastInboundDirection", "eq",
                "inbound"));
        receive(inbound("Is it available?").from("ana"));
        advance(hours(1));
        receive(received(direction));
        assertThat(conversation().outboundCount()).isEqualTo(1);
        assertThat(conversation().lastInboundDirection()).isEqualTo("outbound");
        advance(hours(24));
        assertThatMessagesTo("ana").isEmpty();
    }

    static Stream<Object> unknownDirections() {
        return Stream.of("sideways", "from lead", 7, 2, true, List.of("inbound"), Map.of("type", "inbound"));
    }

    @ParameterizedTest // E3
    @MethodSource("unknownDirections")
    void a_message_of_an_unknown_direction_counts_for_attributes_only(Object direction) {
        given(automation().startedBy("message.received"));
        given(automation().named("chase").startedBy("form").after(hours(24)));
        receive(event("form").of("ana"), received(direction).saying("city", "Porto"));
        assertThat(conversation()).isEqualTo(Conversation.NONE);
        assertThat(stateOf("ana").attributes()).containsEntry("city", "Porto");
        assertThat(waits("chase", "ana")).isTrue();
        assertThatDecisionsFor("ana").of("follow-up").only().isSkippedBecause(DIRECTION_IGNORED)
                .notes("DIRECTION_IGNORED data.direction");
    }

    @Test // E3, F4
    void an_opt_out_in_a_message_of_an_unknown_direction_counts() {
        receive(received("sideways").data("channel", "sms").data("body", "STOP"));
        assertThat(stateOf("ana").consents()).containsOnlyKeys(AddressKind.PHONE);
        advance(seconds(1));
        receive(received("sideways").data("channel", "sms").data("body", "START"));
        assertThat(stateOf("ana").consents().values()).allMatch(consent -> consent.optedOut());
    }

    // ---- channel and body

    @ParameterizedTest // E3
    @CsvSource({"sms, sms", "SMS, sms", "' Sms ', sms", "Channel::TwilioSms, sms", "text, sms", "MMS, sms", "rcs, sms",
            "twilio, sms", "WhatsApp, whatsapp", "Channel::Whatsapp, whatsapp", "whatsapp_business, whatsapp",
            "email, email", "Channel::Email, email", "MAIL, email", "gmail, gmail", "webhook, webhook",
            "Telegram, telegram", "web chat, web chat"})
    void a_channel_has_many_names(String written, String channel) {
        receive(inbound("Hello").from("ana").on(written));
        assertThat(conversation().lastInboundChannel()).isEqualTo(channel);
    }

    static Stream<Object> bodies() {
        return Stream.of(5, true, "5", 7.5);
    }

    @ParameterizedTest // E3
    @MethodSource("bodies")
    void a_number_or_boolean_counts_as_its_text(Object body) {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").data("body", body));
        assertThat(conversation().lastInboundBody()).isEqualTo(body.toString());
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes();
    }

    @Test // E3
    void any_other_body_is_ignored_and_noted() {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").data("body", Map.of("text", "Hello")));
        assertThat(conversation().lastInboundBody()).isNull();
        assertThat(conversation().inboundCount()).isEqualTo(1);
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes("BODY_IGNORED data.body");
    }

    // ---- this engine's messages

    @Test // E3
    void a_message_with_an_id_of_this_engine_is_ours() {
        given(automation().startedBy("message.sent").orBy("message.received"));
        receive(inbound("Is it available?").from("ana").data("messageId", "SM-1"));
        receive(outbound("Still there?").to("ana").data("messageId", OWN_ID));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OWN_MESSAGE);
        receive(received("outbound").data("messageId", OWN_ID));
        assertThat(conversation().outboundCount()).isZero();
        assertThat(conversation().lastInboundDirection()).isEqualTo("inbound");
    }

    @Test // E5: it is recognised by its content and uses none of the ids of producers
    void a_repeated_copy_of_our_message_changes_nothing() {
        given(automation().startedBy("message.received"));
        receive(received("outbound").data("messageId", OWN_ID).withId("copy-1"),
                received("outbound").data("messageId", OWN_ID).withId("copy-1"));
        assertThatDecisionsFor("ana").are("SKIPPED NOT_INBOUND");
    }

    @ParameterizedTest // E3: "exactly as long"
    @ValueSource(strings = {"m-ec60d9eb6bb8d1b41300ecc9073f5a8", "m-ec60d9eb6bb8d1b41300ecc9073f5a888",
            "m-EC60D9EB6BB8D1B41300ECC9073F5A88", "M-ec60d9eb6bb8d1b41300ecc9073f5a88", "m-1", "SM-1",
            "m-ec60d9eb6bb8d1b41300ecc9073f5a8z"})
    void a_message_with_another_id_is_a_persons(String id) {
        receive(inbound("Is it available?").from("ana"), outbound("It is").to("ana").data("messageId", id));
        assertThat(conversation().outboundCount()).isEqualTo(1);
        assertThat(conversation().lastInboundDirection()).isEqualTo("outbound");
    }

    @Test // E3: only of outbound messages
    void an_inbound_message_with_such_an_id_is_the_leads() {
        receive(inbound("Yes").from("ana").data("messageId", OWN_ID));
        assertThat(conversation().inboundCount()).isEqualTo(1);
    }

    @Test // E3, S6: a copy of our own message from another system is no answer
    void a_copy_of_our_message_does_not_stop_the_follow_up() {
        given(automation().startedBy("message.received").after(hours(1)).followingUp(2).when("lastInboundDirection",
                "eq", "inbound"));
        receive(inbound("Is it available?").from("ana"));
        advance(hours(1));
        receive(received("outbound-api").data("messageId", messagesTo("ana").getFirst().id()));
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE).isAbout(1, 2);
    }
}
