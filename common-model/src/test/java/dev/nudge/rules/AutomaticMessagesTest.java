package dev.nudge.rules;

import static dev.nudge.decision.Reason.AUTOMATIC;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.lead.Conversation;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that a machine wrote: auto-replies, receipts, reactions (E9). */
class AutomaticMessagesTest extends Story {

    @Test // E9
    void an_automatic_message_starts_nothing() {
        given(automation().startedBy("message.received"));
        receive(automatic("I am out of the office").from("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(AUTOMATIC).isAboutNoRun();
        assertThatMessagesTo("ana").isEmpty();
    }

    @ParameterizedTest // E9
    @CsvSource({"auto-replied, true", "auto-generated, true", "AUTO-NOTIFIED, true", "no, false", "No, false",
            "'', false", "' ', false"})
    void autoSubmitted_says_whether_a_message_is_automatic(String autoSubmitted, boolean isAutomatic) {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").on("email").from("ana").data("autoSubmitted", autoSubmitted));
        if (isAutomatic) {
            assertThatDecisionsFor("ana").only().isSkippedBecause(AUTOMATIC);
        } else {
            assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
        }
    }

    private static List<Object> valuesThatAreNotTexts() {
        return List.of(true, 1, List.of("auto-replied"), Map.of("type", "auto-replied"));
    }

    @ParameterizedTest // E9: present and not "no"
    @MethodSource("valuesThatAreNotTexts")
    void a_value_of_autoSubmitted_that_is_no_text_is_automatic_too(Object autoSubmitted) {
        given(automation().startedBy("form").after(hours(1)));
        given(automation().named("answer").startedBy("message.received"));
        receive(event("form").of("ana"));
        receive(inbound("I am out of the office").on("email").from("ana").data("autoSubmitted", autoSubmitted));
        assertThat(waits("follow-up", "ana")).isTrue();
        assertThatDecisionsFor("ana").of("answer").are("SKIPPED AUTOMATIC");
    }

    @ParameterizedTest // E9
    @ValueSource(strings = {"true", " TRUE "})
    void automatic_may_be_a_text(String automatic) {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").data("automatic", automatic));
        assertThatDecisionsFor("ana").only().isSkippedBecause(AUTOMATIC);
    }

    @ParameterizedTest // E9: false is "no" as well
    @ValueSource(strings = {"automatic", "autoSubmitted"})
    void a_message_that_says_it_is_not_automatic_is_a_message(String field) {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").data(field, false));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @Test // E9, X1, X2
    void an_automatic_message_updates_attributes_and_nothing_else() {
        receive(automatic("I am out of the office").from("ana").saying("city", "Porto"));
        assertThat(stateOf("ana").attributes()).containsEntry("city", "Porto");
        assertThat(stateOf("ana").conversation()).isEqualTo(Conversation.NONE);
    }

    @Test // E9
    void an_automatic_message_to_the_lead_does_not_count_as_an_answer() {
        given(automation().startedBy("message.sent"));
        receive(inbound("Is it available?").from("ana"));
        receive(outbound("We are closed").to("ana").data("automatic", true));
        assertThat(stateOf("ana").conversation().lastInboundDirection()).isEqualTo("inbound");
        assertThat(stateOf("ana").conversation().outboundCount()).isZero();
        assertThatDecisionsFor("ana").only().isSkippedBecause(AUTOMATIC);
    }

    @Test // E9, C1, C2
    void an_automatic_message_neither_restarts_nor_ends_a_run() {
        given(automation().named("chase").startedBy("form").after(hours(24)));
        given(automation().named("answer").startedBy("message.received").after(hours(24)));
        receive(event("form").of("ana"));
        receive(automatic("I am out of the office").from("ana"));
        assertThat(waits("chase", "ana")).isTrue();
        receive(event("form").of("bob"), inbound("Hello").from("bob"));
        advance(hours(1));
        receive(automatic("I am out of the office").from("bob"));
        assertThat(waitingRun("answer", "bob").dueAt()).isEqualTo(at("2026-04-23T10:00:00Z"));
    }

    @Test // E9, F4
    void an_opt_out_in_an_automatic_message_counts() {
        given(automation().startedBy("form").after(hours(24)));
        receive(event("form").of("ana"), automatic("STOP").from("ana"));
        assertThatDecisionsFor("ana").last().isCancelledBecause(OPTED_OUT);
        receive(event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT);
    }

    @Test // E9: "it updates E2's attributes and nothing else"
    void an_opt_in_in_an_automatic_message_does_not_count() {
        given(automation().startedBy("form"));
        receive(inbound("STOP").from("ana"));
        advance(seconds(1));
        receive(automatic("START").from("ana"), event("form").of("ana"));
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT);
    }

    @Test // E9: it is about messages
    void another_event_with_such_a_field_is_not_automatic() {
        given(automation().startedBy("form"));
        receive(event("form").of("ana").data("automatic", true));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }
}
