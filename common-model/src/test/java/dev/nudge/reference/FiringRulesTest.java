package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** F1 to F3, F5, F6 and R1: messages and decisions. */
class FiringRulesTest extends ModelStory {

    @ParameterizedTest // F1
    @CsvSource(nullValues = "null", value = {"+1 (415) 555-0100, null, +14155550100",
            "tel:+14155550100, null, +14155550100", "whatsapp:+14155550100, null, +14155550100",
            "+1\u200b415\u20605550100, null, +14155550100", "(415) 555-0100, US, +14155550100",
            "06 12 34 56 78, FR, +33612345678", "+33 6 12 34 56 78, US, +33612345678", "(415) 555-0100, null, null",
            "+1555, null, null", "hello, US, null", "+1 000 000 0000, US, null"})
    void a_phone_is_normalised_or_bad(String given, String region, String normalised) {
        organization("defaultRegion", region);
        automation();
        receive(updated("phone", given));
        if (normalised == null) {
            assertThat(last()).isEqualTo("SKIPPED BAD_ADDRESS");
            assertThat(lastDecision()).containsEntry("skippedActions",
                    List.of(object("action", 0, "reason", "BAD_ADDRESS")));
        } else {
            assertThat(lastMessage()).containsEntry("to", normalised);
        }
    }

    @ParameterizedTest // F1
    @ValueSource(strings = {"a@example.com, b@example.com", "Ana <ana@example.com>", "a@b@c", "ana", "a\nb@example.com",
            "@example.com"})
    void an_email_address_is_one_address_on_one_line(String given) {
        automation("actions", sends("email"));
        receive(updated("email", given));
        assertThat(last()).isEqualTo("SKIPPED BAD_ADDRESS");
        receive(updated("email", " Ana@Example.com\n"));
        assertThat(lastMessage()).containsEntry("to", "Ana@Example.com");
    }

    @Test // F1
    void each_action_with_an_address_sends_one_message_and_the_others_are_named() {
        organization("webhookUrl", "https://example.com/hook");
        automation("actions", sends("sms", "whatsapp", "email", "webhook"));
        receive(updated("email", "ana@example.com"));
        assertThat(model.messages()).extracting(message -> message.get("to")).containsExactly("ana@example.com",
                "https://example.com/hook");
        assertThat(model.messages()).extracting(message -> message.get("action")).containsExactly(2, 3);
        assertThat(lastDecision()).containsEntry("skippedActions",
                List.of(object("action", 0, "reason", "NO_ADDRESS"), object("action", 1, "reason", "NO_ADDRESS")));
        assertThat(lastDecision()).containsEntry("messageIds",
                model.messages().stream().map(message -> message.get("id")).toList());
    }

    @Test // F1
    void a_firing_without_a_message_to_the_lead_is_none() {
        automation("maxTransitions", 1, "maxFollowUpCount", 1);
        model.preference("org-a", "creator", "auto", object("enabled", true, "userSmsNotification",
                object("enabled", true, "phoneNumbers", List.of(PHONE), "message", "Call")));
        receive(updated("city", "Porto"));
        assertThat(last()).isEqualTo("SKIPPED NO_ADDRESS");
        assertThat(model.messages()).isEmpty();
        receive(updated("phone", PHONE));
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        assertThat(lastDecision()).containsEntry("run", 1);
    }

    @Test // F2
    void the_user_is_notified_by_sms() {
        automation();
        model.preference("org-a", "creator", "auto",
                object("enabled", true, "userSmsNotification", object("enabled", true, "phoneNumbers",
                        List.of("+14155550101", "+1 415 555 0101", "+14155550102"), "message",
                        "Call {{firstName}} & co")));
        receive(updated("firstName", "Ana", "phone", PHONE));
        assertThat(model.messages()).extracting(message -> message.get("to")).containsExactly(PHONE, "+14155550101",
                "+14155550102");
        assertThat(lastMessage()).containsEntry("text", "Call Ana & co").containsEntry("action", -1)
                .containsEntry("recipientKind", "user").containsEntry("template", null);
    }

    @Test // F3
    void a_message_id_depends_on_the_firing_alone() {
        automation("actions", sends("sms", "sms", "email"));
        receive(updated("phone", PHONE, "email", "ANA@example.com"));
        receive(updated("phone", "+1 415 555 0100", "email", "ana@example.com"));
        List<Object> ids = model.messages().stream().map(message -> message.get("id")).toList();
        assertThat(new HashSet<>(ids)).hasSize(6);
        assertThat(ids).allSatisfy(id -> assertThat(EventReading.ownMessageId(id)).isTrue());
        assertThat(Addresses.compared("ANA@example.com")).isEqualTo("ana@example.com");
    }

    @Test // F5
    void a_message_carries_its_text_when_the_template_is_known_and_later_changes_do_not_change_it() {
        model.template("org-a", "hello", object("body", "Hi {{firstName}}"));
        automation("actions", object("sendMessage", List.of(object("template", "hello", "channel", "sms"),
                object("template", "unknown", "channel", "sms"))));
        receive(updated("phone", PHONE, "firstName", "Ana"));
        receive(updated("firstName", "Bea"));
        Map<String, Object> first = model.messages().getFirst();
        assertThat(first).containsEntry("text", "Hi Ana").containsEntry("firedAt", "2026-04-22T10:00:00.000Z")
                .containsEntry("notAfter", null);
        assertThat(Values.object(first.get("variables"))).containsEntry("firstName", "Ana");
        assertThat(model.messages().get(1)).doesNotContainKey("text").containsEntry("template", "unknown");
    }

    @ParameterizedTest // F6
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Hi {{firstName}} of {{lead.address.city}}        | Hi A&B of Porto
            {{tags}} {{#tags}}<{{.}}>{{/tags}}               | hot, new <hot><new>
            {{blank}}-{{missing}}-{{address}}                | --
            {{#blank}}never{{/blank}}{{^blank}}none{{/blank}} | none
            {{event.type}} {{event.data.form}}               | form.submitted visit
            {{tags.size}}{{address.entrySet}}{{firstName.length}} | \"\"
            {{#address}}{{city}}{{/address}} {{score}}       | Porto 5
            """)
    void templates_see_json_values_and_nothing_else(String template, String text) {
        model.template("org-a", "hello", object("body", template));
        automation("event", "form.submitted");
        receive(event("form.submitted", "form", "visit"), "lead", object("phone", PHONE, "firstName", "A&B", "blank",
                " ", "tags", List.of("hot", "new"), "address", object("city", "Porto"), "score", 5));
        assertThat(lastMessage()).containsEntry("text", text.replace("\"\"", ""));
    }

    @Test // F6
    void only_the_body_of_an_email_is_escaped_and_a_subject_is_one_line() {
        model.template("org-a", "hello",
                object("subject", "{{firstName}}\n& {{city}}", "body", "{{firstName}} {{{firstName}}}"));
        automation("actions", sends("email", "sms"));
        receive(updated("phone", PHONE, "email", "ana@example.com", "firstName", "A&B", "city", "Por\tto"));
        assertThat(model.messages().getFirst()).containsEntry("text", "A&amp;B A&B").containsEntry("subject",
                "A&B & Por to");
        assertThat(lastMessage()).containsEntry("text", "A&B A&B").doesNotContainKey("subject");
    }

    @Test // F6
    void a_text_above_64_kib_makes_the_message_fail() {
        model.template("org-a", "hello", object("body", "{{notes}}{{notes}}"));
        automation();
        receive(updated("phone", PHONE, "notes", "x".repeat(40_000)));
        assertThat(lastMessage()).containsEntry("failed", "TEMPLATE_TOO_LARGE").doesNotContainKey("text");
    }

    @Test // F6
    void sections_that_repeat_too_often_make_the_message_fail() {
        model.template("org-a", "hello", object("body", "{{#many}}{{#many}}{{/many}}{{/many}}"));
        automation();
        receive(updated("phone", PHONE, "many", Collections.nCopies(300, 1)));
        assertThat(lastMessage()).doesNotContainKey("failed");
        receive(updated("many", Collections.nCopies(400, 1)));
        assertThat(lastMessage()).containsEntry("failed", "TEMPLATE_TOO_LARGE");
    }

    @Test // R1
    void every_listening_automation_and_every_ended_run_has_a_decision_of_its_own() {
        timerAutomation(1);
        automation("_id", "other", "event", "message.received");
        automation("_id", "foreign", "organizationId", "org-b", "event", "message.received");
        knownLead();
        receive(inbound("hi"));
        assertThat(model.decisions())
                .extracting(decision -> decision.get("automationId") + " " + decision.get("reason"))
                .containsExactly("auto TIMER_SET", "auto REPLIED", "other IMMEDIATE");
        assertThat(lastDecision().keySet()).containsExactlyInAnyOrder("id", "organizationId", "automationId",
                "automationVersion", "leadId", "eventId", "eventType", "outcome", "reason", "run", "followUp",
                "userAsked", "zone", "zoneFrom", "dueAt", "runEnded", "skippedActions", "trace", "messageIds", "notes",
                "at");
        assertThat(model.decisions()).extracting(decision -> decision.get("id")).doesNotHaveDuplicates();
    }
}
