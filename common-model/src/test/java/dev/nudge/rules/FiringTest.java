package dev.nudge.rules;

import static dev.nudge.decision.Reason.BAD_ADDRESS;
import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.NO_ADDRESS;
import static dev.nudge.decision.Reason.TIMER_DUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nudge.automation.Channel;
import dev.nudge.decision.Decision.SkippedAction;
import dev.nudge.decision.Decision.SkippedAction.Why;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Progress;
import dev.nudge.message.Message;
import dev.nudge.message.Message.RecipientKind;
import dev.nudge.message.MessageFailure;
import dev.nudge.story.AutomationBuilder;
import dev.nudge.story.Story;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of a firing and their recipients (F1 to F5). */
class FiringTest extends Story {

    private static AutomationBuilder onForm() {
        return automation().startedBy("form");
    }

    private void fire(String lead) {
        receive(event("form").of(lead));
    }

    private List<SkippedAction> skipped(String lead) {
        return assertThatDecisionsFor(lead).last().isFiredBecause(IMMEDIATE).decision().skippedActions();
    }

    // ---- F1

    @Test // F1
    void every_entry_sends_one_message_to_the_leads_address() {
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        given(onForm().sends("a", "sms").sends("b", "whatsapp").sends("c", "email").sends("d", "webhook"));
        fire("ana");
        assertThat(messagesTo("ana")).extracting(Message::action, Message::template, Message::channel, Message::to)
                .containsExactly(tuple(0, "a", Channel.SMS, PHONE), tuple(1, "b", Channel.WHATSAPP, PHONE),
                        tuple(2, "c", Channel.EMAIL, EMAIL),
                        tuple(3, "d", Channel.WEBHOOK, "https://example.com/hook"));
        assertThat(messagesTo("ana")).extracting(Message::recipientKind).containsOnly(RecipientKind.LEAD);
        assertThat(assertThatDecisionsFor("ana").only().decision().messageIds())
                .isEqualTo(messagesTo("ana").stream().map(Message::id).toList());
    }

    @Test // F1
    void there_are_1_to_10_entries() {
        assertThat(onForm().with("actions", Map.of("sendMessage", Collections.nCopies(10, hello()))).refusals())
                .isEmpty();
        assertThat(onForm().with("actions", Map.of("sendMessage", Collections.nCopies(11, hello()))).refusals())
                .containsExactly("/actions/sendMessage: Expected at most 10 elements in \"sendMessage\" but found 11.");
        assertThat(onForm().with("actions", Map.of("sendMessage", List.of())).refusals())
                .containsExactly("/actions/sendMessage: Expected 1 to 10 entries in \"sendMessage\".");
        assertThat(onForm().with("actions", Map.of()).refusals()).hasSize(1);
    }

    private static Map<String, Object> hello() {
        return Map.of("template", "hello", "channel", "sms");
    }

    @ParameterizedTest // F1
    @ValueSource(strings = {"log", "SMS", "fax", "push"})
    void an_unknown_channel_is_refused(String channel) {
        assertThat(onForm().sends("hello", channel).refusals()).singleElement().asString().isEqualTo(
                "/actions/sendMessage/0/channel: Expected sms, whatsapp, email or webhook in \"channel\" but found the"
                        + " text \"" + channel + "\".");
    }

    @Test // F1
    void an_action_without_an_address_is_skipped_and_the_others_are_sent() {
        given(onForm().sends("a", "sms").sends("b", "email").sends("c", "webhook").sends("d", "whatsapp"));
        receive(updated("phone", null).of("ana"));
        fire("ana");
        assertThat(skipped("ana")).containsExactly(new SkippedAction(0, Why.NO_ADDRESS),
                new SkippedAction(2, Why.NO_ADDRESS), new SkippedAction(3, Why.NO_ADDRESS));
        assertThatMessagesTo("ana").singleElement().extracting(Message::action).isEqualTo(1);
    }

    @Test // F1
    void a_blank_address_counts_as_missing() {
        given(onForm().sends("a", "sms").sends("b", "email"));
        receive(updated("phone", " \u00a0").of("ana"));
        fire("ana");
        assertThat(skipped("ana")).containsExactly(new SkippedAction(0, Why.NO_ADDRESS));
    }

    @Test // F1, S5, S6
    void a_firing_without_any_message_to_the_lead_is_none() {
        given(onForm().sends("a", "sms").followingUp(1).atMostRuns(1));
        stranger("ana");
        fire("ana");
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_ADDRESS).isAboutNoRun().skippedActions("0 NO_ADDRESS");
        assertThatMessagesTo("ana").isEmpty();
        assertThat(stateOf("ana").progressOf("follow-up")).isEqualTo(Progress.NONE);
        receive(updated("phone", PHONE).of("ana"));
        fire("ana");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).isAbout(1, 1);
    }

    @ParameterizedTest // F1: numbers as people and other systems write them
    @ValueSource(strings = {"+14155550100", "+1 (415) 555-0100", "tel:+1-415-555-0100", "whatsapp:+14155550100",
            " +1 415 555 0100 ", "\u202a+14155550100\u202c", "+1\u00a0415\u200b5550100", "\uff0b1 415 555 0100"})
    void a_phone_number_is_normalised(String phone) {
        given(onForm().sends("a", "sms"));
        receive(updated("phone", phone).of("ana"));
        fire("ana");
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.to()).isEqualTo(PHONE);
            assertThat(message.id()).isEqualTo(
                    Message.id(new LeadKey(ORGANIZATION, "ana"), "follow-up", 1, 1, 0, PHONE));
        });
    }

    @ParameterizedTest // F1
    @ValueSource(strings = {"call me", "+1", "+1415555010", "+1415555010000", "4155550100", "0151 23456789",
            "+14155550100 or +12025550123", "x+14155550100", "ana@example.com", "+999123456789"})
    void a_phone_number_that_is_not_valid_is_a_bad_address(String phone) {
        given(onForm().sends("a", "sms"));
        receive(updated("phone", phone).of("ana"));
        fire("ana");
        assertThatDecisionsFor("ana").only().isSkippedBecause(BAD_ADDRESS).skippedActions("0 BAD_ADDRESS");
    }

    @Test // F1
    void a_national_number_needs_the_organizations_default_region() {
        given(onForm().sends("a", "sms"));
        receive(updated("phone", "(415) 555-0100").of("ana"));
        fire("ana");
        assertThatDecisionsFor("ana").last().isSkippedBecause(BAD_ADDRESS);
        givenTheOrganization("defaultRegion", "US");
        fire("ana");
        assertThatMessagesTo("ana").singleElement().extracting(Message::to).isEqualTo(PHONE);
    }

    @ParameterizedTest // F1
    @ValueSource(strings = {"a@example.com, b@example.com", "a@example.com;b@example.com",
            "a@example.com b@example.com",
            "a@example.com\r\nBcc: b@example.com", "Ana <a@example.com>", "a@b@example.com", "ana",
            "@example.com", "ana@"})
    void an_e_mail_address_is_one_address_on_one_line(String email) {
        given(onForm().sends("a", "email").sends("b", "sms"));
        receive(updated("email", email).of("ana"));
        fire("ana");
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).skippedActions("0 BAD_ADDRESS");
        assertThat(messagesTo("ana")).extracting(Message::to).containsExactly(PHONE);
    }

    @Test // F1, F3
    void e_mail_addresses_are_compared_in_lower_case() {
        given(onForm().sends("a", "email"));
        receive(updated("email", "  Ana.Lima@Example.COM ").of("ana"));
        fire("ana");
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.to()).isEqualToIgnoringCase("ana.lima@example.com").doesNotContain(" ");
            assertThat(message.id()).isEqualTo(Message.id(new LeadKey(ORGANIZATION, "ana"), "follow-up", 1, 1, 0,
                    "ana.lima@example.com"));
        });
    }

    @Test // F1: at due time
    void a_due_run_without_any_message_ends_and_no_longer_counts() {
        given(onForm().after(hours(1)).sends("a", "sms").atMostRuns(1));
        receive(updated("phone", "call me").of("ana"));
        fire("ana");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isCancelledBecause(BAD_ADDRESS).isAbout(1, 1)
                .skippedActions("0 BAD_ADDRESS");
        assertThat(stateOf("ana").progressOf("follow-up").followUps()).isZero();
        receive(updated("phone", PHONE).of("ana"));
        fire("ana");
        advance(hours(1));
        assertThatDecisionsFor("ana").last().isFiredBecause(TIMER_DUE).isAbout(2, 1);
    }

    // ---- F2

    @Test // F2
    void the_user_is_notified_at_each_of_their_numbers() {
        given(onForm().sends("a", "email"));
        given(preferenceOf(CREATOR).notifying("Call {{firstName}}!", "+14155550101", "+14155550102"));
        receive(event("form").of("ana").saying("firstName", "Ana"));
        assertThat(messagesTo("ana"))
                .extracting(Message::action, Message::recipientKind, Message::channel, Message::to, Message::text)
                .containsExactly(tuple(0, RecipientKind.LEAD, Channel.EMAIL, EMAIL, null),
                        tuple(-1, RecipientKind.USER, Channel.SMS, "+14155550101", "Call Ana!"),
                        tuple(-1, RecipientKind.USER, Channel.SMS, "+14155550102", "Call Ana!"));
        assertThat(messagesTo("ana").get(1).template()).isNull();
    }

    @Test // F2
    void a_notification_that_is_not_enabled_is_not_sent() {
        given(onForm());
        given(preferenceOf(CREATOR).notNotifying("Call!", "+14155550101"));
        fire("ana");
        assertThatMessagesTo("ana").hasSize(1);
    }

    @Test // F2, S4
    void the_owners_notification_applies() {
        given(onForm());
        given(preferenceOf(CREATOR).notifying("Not you", "+14155550101"));
        given(preferenceOf("olga").notifying("You", "+14155550102"));
        receive(event("form").of("ana").saying("ownerId", "olga"));
        assertThat(messagesTo("ana")).extracting(Message::to).containsExactly(PHONE, "+14155550102");
    }

    @ParameterizedTest // F2: "its text as it is, Mustache allowed"
    @ValueSource(strings = {"Call {{firstName", "Call {{}}!", "Call {{>other}}", "Call {{first name}}"})
    void a_text_that_is_not_valid_mustache_is_sent_unchanged(String text) {
        given(onForm());
        given(preferenceOf(CREATOR).notifying(text, "+14155550101"));
        fire("ana");
        assertThat(messagesTo("ana").getLast().text()).isEqualTo(text);
    }

    @Test // F2, F3
    void a_number_that_is_listed_twice_gets_one_message() {
        given(onForm());
        given(preferenceOf(CREATOR).notifying("Call!", "+14155550101", "+14155550101"));
        fire("ana");
        assertThatMessagesTo("ana").hasSize(2);
    }

    @Test // F2, F4: an opt-out applies to messages to the lead only
    void the_user_is_notified_although_the_lead_opted_out_of_one_channel() {
        given(onForm().sends("a", "sms").sends("b", "email"));
        given(preferenceOf(CREATOR).notifying("Call!", "+14155550101"));
        receive(optedOut("sms").of("ana"));
        fire("ana");
        assertThat(messagesTo("ana")).extracting(Message::to).containsExactly(EMAIL, "+14155550101");
    }

    @Test // F1, F2
    void the_user_is_not_notified_when_the_lead_gets_no_message() {
        given(onForm().sends("a", "sms").sends("b", "email"));
        given(preferenceOf(CREATOR).notifying("Call!", "+14155550101"));
        receive(optedOut("sms").of("ana"), updated("email", null).of("ana"));
        fire("ana");
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_ADDRESS).skippedActions("0 OPTED_OUT",
                "1 NO_ADDRESS");
        assertThatMessagesTo("ana").isEmpty();
    }

    // ---- F3

    @Test // F3
    void the_same_firing_decided_twice_has_the_same_ids() {
        LeadKey ana = new LeadKey("acme", "ana");
        assertThat(Message.id(ana, "follow-up", 1, 1, 0, PHONE)).isEqualTo(Message.id(ana, "follow-up", 1, 1, 0, PHONE))
                .matches("m-[0-9a-f]{32}");
        given(onForm());
        fire("ana");
        assertThatMessagesTo("ana").singleElement().extracting(Message::id)
                .isEqualTo(Message.id(ana, "follow-up", 1, 1, 0, PHONE));
    }

    @Test // F3
    void different_messages_have_different_ids() {
        LeadKey ana = new LeadKey("acme", "ana");
        Set<String> ids = new HashSet<>(List.of(Message.id(ana, "a", 1, 1, 0, "+1"),
                Message.id(new LeadKey("globex", "ana"), "a", 1, 1, 0, "+1"),
                Message.id(new LeadKey("acme", "bob"), "a", 1, 1, 0, "+1"), Message.id(ana, "b", 1, 1, 0, "+1"),
                Message.id(ana, "a", 2, 1, 0, "+1"), Message.id(ana, "a", 1, 2, 0, "+1"),
                Message.id(ana, "a", 1, 1, 1, "+1"), Message.id(ana, "a", 1, 1, 0, "+2"),
                Message.id(ana, "a", 11, 1, 0, "+1"), Message.id(ana, "a1", 1, 1, 0, "+1")));
        assertThat(ids).hasSize(10);
    }

    @Test // F3
    void follow_up_numbers_never_start_again_within_a_run() {
        given(onForm().after(hours(1)).followingUp(3).cancelledOn());
        fire("ana");
        advance(hours(1));
        receive(inbound("Hello").from("ana"));
        advance(hours(1));
        receive(inbound("Hello").from("ana"));
        advance(hours(1));
        assertThat(messagesTo("ana")).extracting(Message::run, Message::followUp).containsExactly(tuple(1, 1),
                tuple(1, 2), tuple(1, 3));
        assertThat(messagesTo("ana")).extracting(Message::id).doesNotHaveDuplicates();
    }

    // ---- F4: see OptOutTest

    // ---- F5

    @Test // F5
    void a_message_carries_the_rendered_text_and_the_variables() {
        givenTheTemplate("hello", "Hi {{firstName}} of {{city}}{{nothing}}!");
        given(onForm().sends("hello"));
        receive(event("form").of("ana").saying("firstName", "Ana & Co").saying("city", "Porto"));
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.template()).isEqualTo("hello");
            assertThat(message.text()).isEqualTo("Hi Ana & Co of Porto!");
            assertThat(message.variables()).isEqualTo(
                    Map.of("firstName", "Ana & Co", "city", "Porto", "phone", PHONE, "email", EMAIL));
            assertThat(message.firedAt()).isEqualTo(now());
            assertThat(message.notAfter()).isNull();
        });
    }

    @Test // F5
    void an_e_mail_body_is_html_and_its_subject_is_plain_text() {
        givenTheTemplate("hello", "For {{firstName}}", "<p>Hi {{firstName}}</p>");
        given(onForm().sends("hello", "email"));
        receive(event("form").of("ana").saying("firstName", "Ana & Co"));
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.subject()).isEqualTo("For Ana & Co");
            assertThat(message.text()).isEqualTo("<p>Hi Ana &amp; Co</p>");
        });
    }

    @Test // F5
    void only_an_e_mail_has_a_subject() {
        givenTheTemplate("hello", "For {{firstName}}", "Hi {{firstName}}");
        given(onForm().sends("hello", "whatsapp"));
        receive(event("form").of("ana").saying("firstName", "Ana & Co"));
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.subject()).isNull();
            assertThat(message.text()).isEqualTo("Hi Ana & Co");
        });
    }

    private static final String SID = "HX0123456789abcdef0123456789abcdef";

    @Test // F5, F6
    void a_message_on_whatsapp_carries_the_approved_template_and_its_rendered_variables() {
        givenTheTemplate("hello", "Hi {{firstName}}", SID, Map.of("1", "{{firstName}}\n({{event.data.city}})"));
        given(onForm().sends("hello", "whatsapp").sends("hello", "sms"));
        receive(event("form").of("ana").saying("firstName", "Ana & Co").data("city", "Porto"));
        assertThat(messagesTo("ana")).extracting(Message::text, Message::contentSid, Message::contentVariables)
                .containsExactly(tuple("Hi Ana & Co", SID, Map.of("1", "Ana & Co (Porto)")),
                        tuple("Hi Ana & Co", null, null));
    }

    @Test // F6, S10
    void variables_of_whatsapp_can_refer_to_the_stored_starting_event() {
        givenTheTemplate("hello", "Hi", SID, Map.of("1", "{{event.data.city}}"));
        given(onForm().after(hours(1)).sends("hello", "whatsapp"));
        receive(event("form").of("ana").data("city", "Porto"));
        advance(hours(1));
        assertThatMessagesTo("ana").singleElement().extracting(Message::contentVariables)
                .isEqualTo(Map.of("1", "Porto"));
    }

    @Test // F6
    void all_variables_of_whatsapp_have_the_limits_of_one_text() {
        givenTheTemplate("hello", "Hi", SID, Map.of("1", "{{note}}", "2", "{{note}}"));
        given(onForm().sends("hello", "whatsapp").sends("hello", "sms"));
        receive(event("form").of("ana").saying("note", "x".repeat(40_000)));
        assertThat(messagesTo("ana")).extracting(Message::text, Message::contentSid, Message::contentVariables,
                Message::failure).containsExactly(tuple(null, null, null, MessageFailure.TEMPLATE_TOO_LARGE),
                        tuple("Hi", null, null, null));
    }

    @Test // F5
    void without_a_known_template_the_message_is_published_without_text() {
        given(onForm().sends("unknown"));
        fire("ana");
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.template()).isEqualTo("unknown");
            assertThat(message.text()).isNull();
        });
    }

    @Test // F6
    void a_message_with_too_large_a_text_fails_and_the_others_are_sent() {
        givenTheTemplate("long", "{{note}}{{note}}");
        givenTheTemplate("longSubject", "{{note}}{{note}}", "Hi");
        given(onForm().sends("long", "sms").sends("longSubject", "email").sends("longSubject", "whatsapp"));
        given(preferenceOf(CREATOR).notifying("{{note}}{{note}}", "+14155550101"));
        receive(event("form").of("ana").saying("note", "x".repeat(40_000)));
        assertThat(messagesTo("ana"))
                .extracting(Message::action, Message::subject, Message::text, Message::failure).containsExactly(
                        tuple(0, null, null, MessageFailure.TEMPLATE_TOO_LARGE),
                        tuple(1, null, null, MessageFailure.TEMPLATE_TOO_LARGE), tuple(2, null, "Hi", null),
                        tuple(-1, null, null, MessageFailure.TEMPLATE_TOO_LARGE));
        assertThat(assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).decision().messageIds()).hasSize(4);
    }

    @Test // F6
    void a_template_can_refer_to_the_event_that_fires_it() {
        givenTheTemplate("hello", "{{event.type}} {{event.data.order.total}}");
        given(onForm());
        receive(event("form").of("ana").data("order", Map.of("total", 7)));
        assertThat(messagesTo("ana").getLast().text()).isEqualTo("form 7");
    }

    @Test // F6, S10
    void a_follow_up_can_refer_to_the_stored_starting_event() {
        givenTheTemplate("hello", "{{event.type}} {{event.data.form}}{{event.data.order.total}}");
        given(onForm().after(hours(1)));
        receive(event("form").of("ana").data("form", "visit").data("order", Map.of("total", 7)));
        receive(updated("city", "Faro").of("ana"));
        advance(hours(1));
        assertThat(messagesTo("ana").getLast().text()).isEqualTo("form visit7");
    }

    @Test // F5
    void later_changes_to_the_lead_do_not_change_the_message() {
        given(onForm());
        receive(event("form").of("ana").saying("city", "Porto"));
        receive(updated("city", "Faro").of("ana"));
        assertThat(messagesTo("ana").getFirst().variables()).containsEntry("city", "Porto");
    }

    @Test // F1, F6: addresses and names of the lead never add a header
    void line_breaks_in_a_name_never_reach_a_subject() {
        givenTheTemplate("hello", "For {{firstName}}", "Hi {{firstName}}");
        given(onForm().sends("hello", "email"));
        receive(event("form").of("ana").saying("firstName", "Ana\r\nBcc: all@example.com"));
        assertThatMessagesTo("ana").singleElement().satisfies(message -> assertThat(message.subject())
                .isEqualTo("For Ana  Bcc: all@example.com"));
    }

    @Test // F5
    void without_a_window_and_quiet_hours_a_message_has_no_latest_time() {
        given(onForm());
        fire("ana");
        assertThatMessagesTo("ana").singleElement().extracting(Message::notAfter).isNull();
    }

    @Test // F5
    void a_window_that_never_closes_sets_no_latest_time() {
        given(onForm().between("00:00", "24:00"));
        fire("ana");
        assertThatMessagesTo("ana").singleElement().extracting(Message::notAfter).isNull();
    }

    @Test // F5
    void a_message_has_the_closing_of_its_window() {
        given(onForm().between("09:00", "18:00").in("Europe/Lisbon"));
        fire("ana");
        assertThatMessagesTo("ana").singleElement().extracting(Message::notAfter)
                .isEqualTo(at("2026-04-22T18:00:00+01:00"));
    }
}
