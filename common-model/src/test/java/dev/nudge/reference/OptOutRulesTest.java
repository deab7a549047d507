package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** F4: keywords, doubtful texts, scope, recording and effect of opt-outs. */
class OptOutRulesTest extends ModelStory {

    @ParameterizedTest // F4, "Recognising" and "Perhaps"
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            STOP                                   | OPT_OUT
            " stop. "                              | OPT_OUT
            ***Stop!!!                             | OPT_OUT
            \uff33\uff34\uff2f\uff30               | OPT_OUT
            S\u200bTOP                             | OPT_OUT
            Stop \ud83d\uded1                      | OPT_OUT
            STOP-ALL                               | OPT_OUT
            Stop  all                              | OPT_OUT
            opt\u2011out                           | OPT_OUT
            Arr\u00eat                             | OPT_OUT
            ARR\u00caT.                            | OPT_OUT
            cancel                                 | OPT_OUT
            End.                                   | OPT_OUT
            remove                                 | OPT_OUT
            baja                                   | OPT_OUT
            Please stop, thanks!                   | OPT_OUT
            stop texting me                        | OPT_OUT
            I'd like you to stop                   | NONE_BUT_NOTE
            I want to opt out please               | OPT_OUT
            Remove me from your list               | OPT_OUT
            Pls unsubscribe my sister Ana from it  | OPT_OUT
            can you opt me out of this             | OPT_OUT
            please take a look why it does not unsubscribe me although I asked for it twice | NONE_BUT_NOTE
            start                                  | OPT_IN
            UNSTOP!                                | OPT_IN
            alta                                   | OPT_IN
            START again                            | NONE
            STOP 12345                             | PERHAPS
            Please stop by tomorrow                | PERHAPS
            Remove the old fridge first            | PERHAPS
            Quit smoking                           | PERHAPS
            Opt out of what?                       | OPT_OUT
            Please don't text me again             | PERHAPS
            Do not contact me                      | PERHAPS
            You have the wrong number              | PERHAPS
            Take me off this                       | PERHAPS
            no more messages                       | PERHAPS
            Wait at the bus stop                   | NONE_BUT_NOTE
            cancel my appointment                  | NONE
            Is it still available?                 | NONE
            the end                                | NONE
            ""                                     | NONE
            """)
    void texts_on_our_channels(String text, String kind) {
        assertThat(kind(text, "sms")).isEqualTo(kind);
    }

    private String kind(String text, @Nullable String channel) {
        organization("optOutWords", List.of("BAJA"), "optInWords", List.of("Alta"));
        automation("event", "message.received");
        receive(event("message.received", "body", text, "channel", channel), "lead",
                object("phone", PHONE, "email", "a@b.c"));
        boolean noted = notes().contains("MAYBE_OPT_OUT");
        return switch (last()) {
            case "SKIPPED KEYWORD" -> Values.object(lead().get("optOuts")).values().stream()
                    .anyMatch(optOut -> Boolean.TRUE.equals(Values.object(optOut).get("optedOut")))
                            ? "OPT_OUT"
                            : "OPT_IN";
            case "SKIPPED MAYBE_OPT_OUT" -> noted ? "PERHAPS" : "PERHAPS WITHOUT NOTE";
            default -> noted ? "NONE_BUT_NOTE" : "NONE";
        };
    }

    @ParameterizedTest // F4
    @CsvSource({"STOP, OPT_OUT", "stopall, OPT_OUT", "Unsubscribe, OPT_OUT", "revoke, OPT_OUT", "opt-out, OPT_OUT",
            "baja, OPT_OUT", "cancel, NONE", "end, NONE", "arret, NONE", "remove, PERHAPS", "quit, PERHAPS"})
    void on_a_channel_that_is_not_ours_fewer_words_count(String text, String kind) {
        assertThat(kind(text, "webchat")).isEqualTo(kind);
    }

    @Test // F4
    void the_first_line_that_is_not_blank_counts_where_more_lines_follow() {
        assertThat(kind("\n Stop. \n> On Tuesday you wrote:\n> Hello", "email")).isEqualTo("OPT_OUT");
        assertThat(optedOut("phone")).isFalse();
        assertThat(kind("See you\nSTOP", "sms")).isEqualTo("NONE_BUT_NOTE");
        assertThat(kind("stop\nall", "sms")).isEqualTo("OPT_OUT");
    }

    @Test // F4
    void on_email_the_subject_is_examined_too() {
        automation("event", "message.received");
        receive(event("message.received", "channel", "email", "subject", "Unsubscribe", "body", "Sent from my phone"));
        assertThat(optedOut("email")).isTrue();
        receive(event("message.received", "channel", "sms", "subject", "Stop", "body", "hi"));
        assertThat(optedOut("phone")).isFalse();
    }

    @Test // F4
    void the_providers_type_decides_whatever_the_body_says() {
        receive(event("message.received", "channel", "sms", "optOutType", "STOP", "body", "Hello"));
        assertThat(optedOut("phone")).isTrue();
        hours(1);
        receive(event("message.received", "channel", "sms", "optOutType", "START", "body", "Hello"));
        assertThat(optedOut("phone")).isFalse();
        receive(event("message.received", "channel", "sms", "optOutType", "HELP", "body", "STOP"));
        assertThat(optedOut("phone")).isTrue();
    }

    @Test // F4
    void outbound_messages_are_not_examined() {
        receive(event("message.received", "direction", "outbound", "channel", "sms", "body", "Reply STOP"));
        receive(event("message.sent", "channel", "sms", "body", "STOP"));
        assertThat(optedOut("phone")).isFalse();
    }

    @ParameterizedTest // F4, "Scope"
    @CsvSource(nullValues = "null", value = {"sms, STOP, true, false", "whatsapp, STOP, true, false",
            "email, STOP, false, true", "email, Stop texting me, true, true", "webchat, STOP, true, true",
            "null, STOP, true, true", "webhook, STOP, true, true"})
    void scope(@Nullable String channel, String body, boolean phone, boolean email) {
        receive(event("message.received", "channel", channel, "body", body));
        assertThat(optedOut("phone")).isEqualTo(phone);
        assertThat(optedOut("email")).isEqualTo(email);
    }

    @Test // F4, "Scope"
    void an_opt_in_counts_only_for_the_channel_on_which_it_arrived() {
        receive(event("message.received", "body", "STOP"));
        hours(1);
        receive(event("message.received", "body", "START", "channel", "webchat"));
        receive(event("message.received", "body", "START"));
        assertThat(optedOut("phone")).isTrue();
        receive(event("message.received", "body", "START", "channel", "whatsapp"));
        assertThat(optedOut("phone")).isFalse();
        assertThat(optedOut("email")).isTrue();
    }

    @Test // F4, "Scope"
    void the_newest_statement_counts_and_on_a_tie_the_opt_out() {
        receive(inbound("START"), "occurredAt", "2026-04-22T09:00:00Z");
        receive(inbound("STOP"), "occurredAt", "2026-04-22T08:59:59Z");
        assertThat(optedOut("phone")).isFalse();
        receive(inbound("STOP"), "occurredAt", "2026-04-22T09:00:00Z");
        assertThat(optedOut("phone")).isTrue();
        receive(inbound("START"), "occurredAt", "2026-04-22T09:00:00Z");
        assertThat(optedOut("phone")).isTrue();
    }

    @Test // F4, "Recording"
    void addresses_of_lead_and_sender_are_suppressed_and_lifted() {
        organization("defaultRegion", "US");
        receive(updated("phone", "415 555 0100", "email", "Ana@Example.com"));
        receive(event("message.received", "body", "STOP", "channel", "sms", "from", "tel:+14155550199"));
        receive(event("message.received", "body", "STOP", "from", "not an address"));
        hours(1);
        receive(event("lead.opted_in", "channel", "email", "address", "ana@example.com"));
        assertThat(model.suppressions())
                .extracting(change -> change.get("address") + " " + change.get("suppressed") + " "
                        + change.get("occurredAt"))
                .containsExactly("+14155550100 true 2026-04-22T10:00:00.000Z",
                        "+14155550199 true 2026-04-22T10:00:00.000Z", "+14155550100 true 2026-04-22T10:00:00.000Z",
                        "ana@example.com true 2026-04-22T10:00:00.000Z",
                        "ana@example.com false 2026-04-22T11:00:00.000Z");
    }

    @Test // F4, "Effect"
    void an_opt_out_ends_runs_that_have_no_channel_left_and_the_others_like_a_reply() {
        timerAutomation(9, "_id", "phone-only", "actions", sends("sms", "whatsapp"), "cancelOn", List.of());
        timerAutomation(9, "_id", "both", "actions", sends("sms", "email"));
        timerAutomation(9, "_id", "both-and-no-cancel", "actions", sends("sms", "email"), "cancelOn", List.of());
        knownLead();
        receive(inbound("stop"));
        assertThat(answers()).endsWith("CANCELLED REPLIED", "CANCELLED OPTED_OUT");
        assertThat(model.waiting()).extracting(ReferenceModel.Timer::automationId)
                .containsExactly("both-and-no-cancel");
        advance(9);
        assertThat(lastDecision()).containsEntry("skippedActions", List.of(object("action", 0, "reason", "OPTED_OUT")));
        assertThat(lastMessage()).containsEntry("channel", "email");
    }

    @Test // F4, "Effect"
    void nothing_starts_when_every_channel_is_opted_out() {
        automation("_id", "sms");
        automation("_id", "webhook", "actions", sends("sms", "webhook"));
        organization("webhookUrl", "https://example.com");
        receive(event("lead.opted_out", "channel", "sms"));
        receive(updated("phone", PHONE));
        assertThat(answers()).containsExactly("SKIPPED OPTED_OUT", "FIRED IMMEDIATE");
    }

    @Test // F4, "Perhaps"
    void a_doubtful_text_starts_nothing_and_ends_waiting_runs_like_a_reply() {
        timerAutomation(9, "event", "message.received");
        receive(inbound("hi"));
        receive(inbound("STOP 12345"));
        assertThat(answers()).containsExactly("STARTED TIMER_SET", "CANCELLED REPLIED", "SKIPPED MAYBE_OPT_OUT");
        assertThat(optedOut("phone")).isFalse();
        receive(inbound("Wait at the bus stop"));
        assertThat(last()).isEqualTo("STARTED TIMER_SET");
        assertThat(lastDecision()).containsEntry("notes", List.of(Map.of("note", "MAYBE_OPT_OUT")));
    }
}
