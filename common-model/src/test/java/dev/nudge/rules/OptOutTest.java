package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.KEYWORD;
import static dev.nudge.decision.Reason.MAYBE_OPT_OUT;
import static dev.nudge.decision.Reason.OPTED_OUT;
import static dev.nudge.decision.Reason.REPLIED;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.AddressKind;
import dev.nudge.lead.Consent;
import dev.nudge.message.Message;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.EventBuilder;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opt-outs and opt-ins: how they are recognised and recorded, and their effect (F4, E11). */
class OptOutTest extends Story {

    private static final String ANOTHER_PHONE = "+12025550123";

    private static AutomationBuilder onForm() {
        return automation().startedBy("form");
    }

    private static AutomationBuilder onMessage() {
        return automation().named("answer").startedBy("message.received").sends("hello", "email");
    }

    private void fire(String lead) {
        receive(event("form").of(lead));
    }

    private Set<AddressKind> optedOutKinds(String lead) {
        return stateOf(lead).consents().entrySet().stream().filter(entry -> entry.getValue().optedOut())
                .map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static EventBuilder inboundOn(@Nullable String channel, String body) {
        return inbound(body).data("channel", channel);
    }

    // ---- keywords

    @ParameterizedTest // F4
    @ValueSource(strings = {"STOP", "stop", "Stop.", "  STOP  ", "STOP!!!", "StopAll", "stop all", "UNSUBSCRIBE",
            "unsub", "cancel", "End", "quit.", "Revoke", "OPTOUT", "opt out", "opt-out", "opt\u2013out", "remove",
            "arret", "Arrêt", "STOP…", "stop\n", "stop\u00a0", "\u00a0Stop .\u202f", "\u00a1STOP", "“END”", "*STOP*",
            "\ud83d\uded1 STOP \ud83d\uded1", "Ｓｔｏｐ", "S\u200bTOP", "\u2066STOP\u2069"})
    void a_lead_opts_out_with_a_keyword(String text) {
        given(onForm());
        given(onMessage());
        receive(inbound(text).from("ana"));
        assertThat(stateOf("ana").consents()).isEqualTo(Map.of(AddressKind.PHONE, new Consent(true, now(), null)));
        assertThatDecisionsFor("ana").only().isSkippedBecause(KEYWORD).notes();
        fire("ana");
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT);
    }

    @ParameterizedTest // F4: "also when all other words of the text are courtesy"
    @ValueSource(strings = {"Please stop", "STOP IT", "stop texting me", "quit texting me",
            "please remove me from your list",
            "OK, stop. Thanks!", "I want to opt out", "Please unsubscribe me from this list",
            "stop sending me messages",
            "Hi, I would like to unsubscribe please"})
    void a_core_word_with_courtesy_is_a_keyword(String text) {
        given(onMessage());
        receive(inbound(text).from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
        assertThatDecisionsFor("ana").only().isSkippedBecause(KEYWORD);
    }

    @ParameterizedTest // F4: anywhere in a text of at most 12 words
    @ValueSource(strings = {"Hey guys how do I unsubscribe from this thing", "Could you opt me out, Tom",
            "We as a family opt out of it", "my friends over there at acme homes how can we unsubscribe"})
    void some_words_count_anywhere_in_a_short_text(String text) {
        receive(inbound(text).from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
    }

    @Test // F4
    void they_do_not_count_in_a_longer_text() {
        given(onMessage());
        receive(inbound("my old friends over there at acme homes how can we all unsubscribe").from("ana"));
        assertThat(optedOutKinds("ana")).isEmpty();
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes("MAYBE_OPT_OUT");
    }

    @ParameterizedTest // F4: "its first line that is not blank where more lines follow"
    @ValueSource(strings = {"STOP\n\nSent from my phone", "\n \nStop\nOn Monday Acme wrote:\n> Is it still available?",
            "please stop\r\nAna", "\u200b\nSTOP\nSent from my phone", "\ufeff \r\nSTOP\r\nAna",
            "STOP\u2028Sent from my phone", "STOP\u0085Ana"})
    void the_first_line_of_a_text_is_enough(String text) {
        receive(inbound(text).from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
    }

    @ParameterizedTest // F4
    @ValueSource(strings = {"stopp", "", "!", "cancel my appointment", "the end", "On Monday\nSTOP", "Yes", "help"})
    void any_other_text_is_no_keyword(String text) {
        given(onForm());
        receive(inbound(text).from("ana"));
        assertThat(optedOutKinds("ana")).isEmpty();
        fire("ana");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // F4
    void an_organization_has_words_of_its_own() {
        givenTheOrganization("optOutWords", List.of("Parar", "não quero"));
        givenTheOrganization("optInWords", List.of("Voltar"));
        receive(inbound("PARAR!").from("ana"), inbound("Nao quero").from("bob"),
                inboundOn("telegram", "parar").from("cid"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
        assertThat(optedOutKinds("bob")).containsExactly(AddressKind.PHONE);
        assertThat(optedOutKinds("cid")).containsExactlyInAnyOrder(AddressKind.PHONE, AddressKind.EMAIL);
        advance(seconds(1));
        receive(inbound("voltar").from("ana"));
        assertThat(optedOutKinds("ana")).isEmpty();
    }

    @Test // F4: as Twilio sends it
    void the_providers_opt_out_type_decides() {
        receive(inbound("Parar").from("ana").data("optOutType", "STOP"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
        advance(seconds(1));
        receive(inbound("stop").from("ana").data("optOutType", "START"));
        assertThat(optedOutKinds("ana")).isEmpty();
        advance(seconds(1));
        receive(inbound("stop").from("ana").data("optOutType", "HELP"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
    }

    @Test // F4
    void the_subject_of_an_e_mail_is_examined_too() {
        receive(inboundOn("email", "").data("subject", "Unsubscribe").from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.EMAIL);
        receive(inboundOn("sms", "Hello").data("subject", "Unsubscribe").from("bob"));
        assertThat(optedOutKinds("bob")).isEmpty();
    }

    @Test // F4
    void only_a_message_of_the_lead_is_an_opt_out() {
        receive(outbound("STOP").to("ana"), sentByAutomation("STOP").to("ana"),
                event("message.received").of("ana").data("direction", "outbound").data("channel", "sms").data("body",
                        "STOP"));
        assertThat(stateOf("ana").consents()).isEmpty();
    }

    // ---- perhaps

    @ParameterizedTest // F4
    @ValueSource(strings = {"PLEASE STOP TEXTING ME I AM NOT INTERESTED", "STOP 12345", "Remove the old fridge first",
            "Please do not contact me", "I said don't call me again", "don’t text me", "take me off your list",
            "Just leave me alone", "No more texts thanks", "no more messages", "You have the wrong number",
            "Stop by the office tomorrow"})
    void a_text_that_may_be_an_opt_out_starts_nothing_and_ends_waiting_runs(String text) {
        given(onForm().after(hours(24)).sends("hello", "sms"));
        given(onMessage());
        fire("ana");
        receive(inbound(text).from("ana"));
        assertThat(optedOutKinds("ana")).isEmpty();
        assertThatDecisionsFor("ana").of("follow-up").last().isCancelledBecause(REPLIED).notes("MAYBE_OPT_OUT");
        assertThatDecisionsFor("ana").of("answer").only().isSkippedBecause(MAYBE_OPT_OUT).notes("MAYBE_OPT_OUT");
        assertThatMessagesTo("ana").isEmpty();
    }

    @Test // F4, C1: it does not restart a run either
    void a_text_that_may_be_an_opt_out_restarts_nothing() {
        given(automation().startedBy("message.received").after(hours(24)));
        receive(inbound("Hello").from("ana"), inbound("PLEASE STOP TEXTING ME I AM NOT INTERESTED").from("ana"));
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "CANCELLED REPLIED", "SKIPPED MAYBE_OPT_OUT");
    }

    @ParameterizedTest // F4
    @ValueSource(strings = {"Wait at the bus stop", "Can we stop by at five?", "We will remove the fridge"})
    void any_other_text_with_a_core_word_gets_a_note_only(String text) {
        given(onMessage());
        receive(inbound(text).from("ana"));
        assertThat(optedOutKinds("ana")).isEmpty();
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes("MAYBE_OPT_OUT");
    }

    // ---- scope

    @ParameterizedTest // F4, E3
    @ValueSource(strings = {"sms", "SMS", "Channel::TwilioSms", "whatsapp", "WhatsApp Business"})
    void on_sms_or_whatsapp_an_opt_out_is_about_the_phone(String channel) {
        given(onForm().sends("a", "sms").sends("b", "whatsapp").sends("c", "email"));
        receive(inboundOn(channel, "STOP").from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
        fire("ana");
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).skippedActions("0 OPTED_OUT", "1 OPTED_OUT");
        assertThat(messagesTo("ana")).extracting(Message::to).containsExactly(EMAIL);
    }

    @Test // F4
    void on_e_mail_an_opt_out_is_about_the_e_mail() {
        receive(inboundOn("email", "stop").from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.EMAIL);
    }

    @ParameterizedTest // F4: in doubt it counts for everything
    @NullSource
    @ValueSource(strings = {"", "telegram", "fax", "webhook", "phone"})
    void on_any_other_channel_or_none_an_opt_out_is_about_everything(@Nullable String channel) {
        given(onForm().sends("a", "sms").sends("b", "email"));
        receive(inboundOn(channel, "STOP").from("ana"));
        assertThat(optedOutKinds("ana")).containsExactlyInAnyOrder(AddressKind.PHONE, AddressKind.EMAIL);
        fire("ana");
        assertThatDecisionsFor("ana").only().isSkippedBecause(OPTED_OUT);
    }

    @Test // F4
    void words_that_name_texts_make_it_about_the_phone_as_well() {
        receive(inboundOn("email", "Please stop texting me").from("ana"));
        assertThat(optedOutKinds("ana")).containsExactlyInAnyOrder(AddressKind.PHONE, AddressKind.EMAIL);
        receive(inboundOn("email", "Please stop sending me emails").from("bob"));
        assertThat(optedOutKinds("bob")).containsExactly(AddressKind.EMAIL);
    }

    @ParameterizedTest // F4: on a channel that is not ours only some words count
    @CsvSource({"stop, true", "StopAll, true", "unsubscribe, true", "revoke, true", "opt out, true", "cancel, false",
            "end, false", "quit, false", "remove, false", "unsub, false", "optout, false"})
    void on_a_channel_that_is_not_ours_fewer_words_opt_out(String text, boolean isOptOut) {
        receive(inboundOn("telegram", text).from("ana"));
        assertThat(optedOutKinds("ana").isEmpty()).isNotEqualTo(isOptOut);
    }

    @Test // F4: the webhook cannot be opted out of
    void the_webhook_cannot_be_opted_out_of() {
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        given(onForm().sends("a", "webhook"));
        receive(inboundOn(null, "STOP").from("ana"), optedOut("webhook").of("ana"));
        fire("ana");
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    // ---- opt-ins

    @ParameterizedTest // F4
    @ValueSource(strings = {"START", "start!", " Unstop ", "“Start”"})
    void a_start_keyword_revokes_the_opt_out(String text) {
        given(onForm());
        given(onMessage());
        receive(inbound("STOP").from("ana"));
        advance(seconds(1));
        receive(inbound(text).from("ana"));
        assertThatDecisionsFor("ana").are("SKIPPED KEYWORD", "SKIPPED KEYWORD");
        fire("ana");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // F4
    void an_opt_in_counts_only_for_the_channel_on_which_it_arrived() {
        receive(inboundOn(null, "STOP").from("ana"));
        advance(seconds(1));
        receive(inbound("START").from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.EMAIL);
        receive(inboundOn("email", "start").from("ana"));
        assertThat(optedOutKinds("ana")).isEmpty();
    }

    @ParameterizedTest // F4: such as the command that opens a chat with a bot
    @NullSource
    @ValueSource(strings = {"telegram", "webchat", "phone"})
    void on_any_other_channel_an_opt_in_opts_in_nothing(@Nullable String channel) {
        given(onMessage());
        receive(inbound("STOP").from("ana"));
        advance(seconds(1));
        receive(inboundOn(channel, "/start").from("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
        assertThatDecisionsFor("ana").last().isSkippedBecause(KEYWORD);
    }

    // ---- which is the newest

    @Test // F4, E1
    void the_newest_by_its_time_wins() {
        receive(inbound("STOP").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(inbound("START").from("ana").occurredAt("2026-04-22T08:00:00Z"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
        assertThat(stateOf("ana").consents()).containsEntry(AddressKind.PHONE,
                new Consent(true, at("2026-04-22T09:00:00Z"), null));
        receive(inbound("START").from("ana").occurredAt("2026-04-22T09:30:00Z"));
        receive(inbound("STOP").from("ana").occurredAt("2026-04-22T09:10:00Z"));
        assertThat(optedOutKinds("ana")).isEmpty();
    }

    @Test // F4
    void on_a_tie_the_opt_out_wins() {
        receive(inbound("STOP").from("ana"), inbound("START").from("ana"));
        receive(inbound("START").from("bob"), inbound("STOP").from("bob"));
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
        assertThat(optedOutKinds("bob")).containsExactly(AddressKind.PHONE);
    }

    // ---- users, E11

    @Test // F4, E11
    void a_user_records_an_opt_out_and_revokes_it() {
        given(onForm());
        receive(optedOut("sms").of("ana").data("by", "maria"));
        assertThat(stateOf("ana").consents()).isEqualTo(Map.of(AddressKind.PHONE, new Consent(true, now(), "maria")));
        fire("ana");
        assertThatDecisionsFor("ana").only().isSkippedBecause(OPTED_OUT);
        advance(hours(1));
        receive(optedIn("sms").of("ana").data("by", "joao"));
        assertThat(optedOutKinds("ana")).isEmpty();
        fire("ana");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE);
    }

    @Test // F4: lifting it needs an admin and a reason, also after a user has recorded one
    void an_opt_out_that_the_lead_sent_remains_the_leads() {
        receive(inbound("STOP").from("ana").occurredAt("2026-04-22T08:00:00Z"));
        receive(optedOut("sms").of("ana").data("by", "maria").occurredAt("2026-04-22T09:00:00Z"));
        receive(optedOut("sms").of("bob").data("by", "maria").occurredAt("2026-04-22T09:00:00Z"));
        receive(inbound("STOP").from("bob").occurredAt("2026-04-22T08:00:00Z"));
        Consent ofLead = new Consent(true, at("2026-04-22T09:00:00Z"), null);
        assertThat(stateOf("ana").consents()).containsEntry(AddressKind.PHONE, ofLead);
        assertThat(stateOf("bob").consents()).containsEntry(AddressKind.PHONE, ofLead);
    }

    @ParameterizedTest // E11, E3: "phone stands for sms and whatsapp together"
    @CsvSource({"sms, PHONE", "whatsapp, PHONE", "Channel::TwilioSms, PHONE", "phone, PHONE", "email, EMAIL",
            "Mail, EMAIL"})
    void a_users_opt_out_is_about_a_channel(String channel, AddressKind kind) {
        receive(optedOut(channel).of("ana"));
        assertThat(optedOutKinds("ana")).containsExactly(kind);
        advance(seconds(1));
        receive(optedIn(channel).of("ana"));
        assertThat(optedOutKinds("ana")).isEmpty();
    }

    @Test // F4
    void lead_and_user_can_revoke_each_others_opt_out() {
        receive(inbound("STOP").from("ana"), optedOut("sms").of("ben"));
        advance(seconds(1));
        receive(optedIn("sms").of("ana"), inbound("START").from("ben"));
        assertThat(optedOutKinds("ana")).isEmpty();
        assertThat(optedOutKinds("ben")).isEmpty();
    }

    @Test // F4: in doubt it counts for everything, and an opt-in for nothing
    void a_users_opt_out_of_an_unknown_channel_is_about_everything() {
        receive(optedOut("fax").of("ana"), event("lead.opted_out").of("bob"));
        advance(seconds(1));
        receive(optedIn("fax").of("ana"), event("lead.opted_in").of("bob"));
        assertThat(optedOutKinds("ana")).containsExactlyInAnyOrder(AddressKind.PHONE, AddressKind.EMAIL);
        assertThat(optedOutKinds("bob")).containsExactlyInAnyOrder(AddressKind.PHONE, AddressKind.EMAIL);
    }

    @Test // F4, E11
    void an_opt_out_may_name_the_address() {
        receive(optedOut("email").of("ana").data("address", "Ana@Work.example"));
        assertThatSuppressedAddresses().containsExactlyInAnyOrder(EMAIL, "ana@work.example");
        advance(seconds(1));
        receive(optedIn("email").of("ana").data("address", "ana@work.example"));
        assertThatSuppressedAddresses().isEmpty();
    }

    // ---- the suppression list

    @Test // F4: "on the lead, for phone or email, valid for its present and later addresses"
    void an_opt_out_is_valid_for_later_addresses() {
        given(onForm());
        receive(inbound("STOP").from("ana"), updated("phone", ANOTHER_PHONE).of("ana"));
        fire("ana");
        assertThatDecisionsFor("ana").only().isSkippedBecause(OPTED_OUT);
    }

    @Test // F4
    void the_address_of_the_lead_and_that_of_the_sender_are_suppressed() {
        receive(inbound("STOP").from("ana").data("from", "tel:+1 (202) 555-0123"));
        assertThatSuppressedAddresses().containsExactlyInAnyOrder(PHONE, ANOTHER_PHONE);
    }

    @Test // F4: addresses that cannot be normalised are left out
    void an_address_that_is_not_valid_is_not_suppressed() {
        receive(updated("phone", "call me").of("ana"), inbound("STOP").from("ana").data("from", "ACME"));
        assertThatSuppressedAddresses().isEmpty();
        assertThat(optedOutKinds("ana")).containsExactly(AddressKind.PHONE);
    }

    @Test // F4
    void a_number_that_two_leads_share_is_suppressed_for_both() {
        given(onForm());
        receive(updated("city", "Porto").of("ana"), updated("city", "Porto").of("bob"), inbound("STOP").from("ana"));
        assertThatSuppressedAddresses().containsExactly(PHONE);
        fire("ana");
        assertThatDecisionsFor("ana").last().isSkippedBecause(OPTED_OUT);
        fire("bob"); // replays decide the same, so that the list is read at delivery
        assertThatDecisionsFor("bob").last().isFiredBecause(IMMEDIATE);
        assertThat(messagesTo("bob")).extracting(Message::to).containsExactly(PHONE);
    }

    @Test // F4
    void a_keyword_from_a_number_without_a_lead_suppresses_the_number() {
        stranger("unknown-sender");
        receive(inbound("STOP").from("unknown-sender").data("from", ANOTHER_PHONE));
        assertThatSuppressedAddresses().containsExactly(ANOTHER_PHONE);
        advance(seconds(1));
        receive(inbound("START").from("unknown-sender").data("from", ANOTHER_PHONE));
        assertThatSuppressedAddresses().isEmpty();
    }

    @Test // F4: the newest by its time wins in the list, too
    void an_older_opt_in_does_not_lift_a_suppression() {
        receive(inbound("STOP").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(inbound("START").from("ana").occurredAt("2026-04-22T08:00:00Z"));
        assertThatSuppressedAddresses().containsExactly(PHONE);
    }

    // ---- effect

    @Test // F4, C4
    void an_opt_out_ends_the_runs_whose_actions_all_use_that_channel() {
        given(onForm().named("sms").after(hours(1)).sends("a", "sms").sends("b", "whatsapp").cancelledOn());
        given(onForm().named("both").after(hours(1)).sends("a", "sms").sends("b", "email").cancelledOn());
        given(onForm().named("email").after(hours(1)).sends("b", "email").cancelledOn());
        fire("ana");
        receive(inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").of("sms").last().isCancelledBecause(OPTED_OUT).isAbout(1, 1);
        assertThat(waits("both", "ana")).isTrue();
        assertThat(waits("email", "ana")).isTrue();
    }

    @Test // F4, C2, C4: "and, as C2 does, the others"
    void an_opt_out_ends_the_other_runs_as_a_reply_does() {
        given(onForm().named("sms").after(hours(1)).sends("a", "sms"));
        given(onForm().named("email").after(hours(1)).sends("b", "email"));
        given(onForm().named("other").after(hours(1)).sends("b", "email").cancelledOn("status_change"));
        fire("ana");
        receive(inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").of("sms").last().isCancelledBecause(OPTED_OUT);
        assertThatDecisionsFor("ana").of("email").last().isCancelledBecause(REPLIED);
        assertThat(waits("other", "ana")).isTrue();
    }

    @Test // F4, C1: deferred firings of event logic, too
    void an_opt_out_ends_deferred_firings_of_event_logic() {
        given(onForm().between("18:00", "19:00"));
        fire("ana");
        fire("ana");
        receive(inbound("STOP").from("ana"));
        assertThatDecisionsFor("ana").are("DEFERRED OUTSIDE_SCHEDULE", "DEFERRED OUTSIDE_SCHEDULE",
                "CANCELLED OPTED_OUT", "CANCELLED OPTED_OUT");
    }

    @Test // F4, S12: of all remaining steps
    void a_run_goes_on_while_a_later_step_uses_another_channel() {
        given(onForm().named("mixed").inSteps(step(1, "hours").sends("a", "sms"), step(1, "hours").sends("b", "email"))
                .cancelledOn());
        given(onForm().named("past").inSteps(step(1, "minutes").sends("b", "email"), step(1, "hours").sends("a", "sms"))
                .cancelledOn());
        fire("ana");
        advance(minutes(1));
        receive(inbound("STOP").from("ana"));
        assertThat(waits("mixed", "ana")).isTrue();
        assertThatDecisionsFor("ana").of("past").last().isCancelledBecause(OPTED_OUT).isAbout(1, 2);
    }

    @Test // F4, C4
    void a_users_opt_out_ends_the_runs_whose_actions_all_use_that_channel() {
        given(onForm().named("sms").after(hours(1)).sends("a", "sms").cancelledOn());
        given(onForm().named("both").after(hours(1)).sends("a", "sms").sends("b", "email").cancelledOn());
        fire("ana");
        receive(optedOut("sms").of("ana"));
        assertThatDecisionsFor("ana").of("sms").last().isCancelledBecause(OPTED_OUT).isAbout(1, 1);
        assertThat(waits("both", "ana")).isTrue();
        advance(hours(1));
        assertThatDecisionsFor("ana").of("both").last().isFiredBecause(TIMER_DUE).skippedActions("0 OPTED_OUT");
    }

    @Test // F4, S6: a keyword is no reply
    void an_opt_in_does_not_end_a_run() {
        given(onForm().after(hours(24)));
        fire("ana");
        receive(inbound("START").from("ana"));
        assertThat(waits("follow-up", "ana")).isTrue();
    }

    @Test // F4, X1: it is a message nevertheless
    void a_keyword_is_the_leads_last_message() {
        receive(inbound("STOP").from("ana"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(1);
        assertThat(stateOf("ana").conversation().lastInboundBody()).isEqualTo("STOP");
    }
}
