package dev.nudge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Caps;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.configuration.ConfigurationChange.AutomationDeleted;
import dev.nudge.configuration.ConfigurationChange.AutomationSaved;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.configuration.ConfigurationChange.PreferenceChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateChanged;
import dev.nudge.configuration.ConfigurationChange.TemplateDeleted;
import dev.nudge.decision.Decision;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.LeadKey;
import dev.nudge.message.DeliveryReport;
import dev.nudge.message.Message;
import dev.nudge.message.MessageState;
import dev.nudge.story.Story;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records on the topics match the golden files exactly: names, order, types, instants, nulls. */
class WireFormatTest extends Story {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private static Map<String, @Nullable Object> golden(String file) {
        return Cases.resource("/golden/" + file);
    }

    /** The order of fields is compared, too, because people read these records. */
    private static void assertWritten(Object value, String file) {
        String written = JSON.writeValueAsString(value);
        JsonNode expected = JSON.valueToTree(golden(file));
        assertThat(JSON.readTree(written).toPrettyString()).isEqualTo(expected.toPrettyString());
    }

    // ---- lead.events

    @ParameterizedTest
    @ValueSource(strings = {"message-received.json", "message-sent.json", "status-change.json", "lead-updated.json",
            "timer-due.json"})
    void a_lead_event_is_written_as_it_was_read(String file) {
        LeadEvent event = LeadEventReader.read(golden(file)).orThrow();
        assertWritten(event.toJson(), file);
    }

    @Test // D1
    void a_timer_due_names_its_timer() {
        LeadEvent due = LeadEvent.timerDue(new LeadKey(ORGANIZATION, "ana"),
                new DueTimer("follow-up", 1, 2, at("2026-04-23T10:00:00Z")));
        assertWritten(due.toJson(), "timer-due.json");
        assertThat(LeadEventReader.read(golden("timer-due.json")).orThrow()).isEqualTo(due);
        assertThat(due.dueTimer()).isEqualTo(new DueTimer("follow-up", 1, 2, at("2026-04-23T10:00:00Z")));
    }

    // ---- message.status

    @Test // G2
    void a_report_of_a_provider_is_written_with_all_its_fields() {
        DeliveryReport report = DeliveryReport.ofProvider("acme", "m-1", "ana", "twilio", "SM1", MessageState.FAILED,
                "30003", null, at("2026-04-23T10:00:00Z"));
        assertWritten(report.toJson(), "delivery-report.json");
        assertThat(DeliveryReport.read(golden("delivery-report.json"), at("2026-04-23T11:00:00Z")).orThrow())
                .isEqualTo(report);
    }

    // ---- message.commands and automation.decisions

    private void fired() {
        givenTheTemplate("hello", "For {{firstName}}", "Hi {{firstName}}!");
        given(preferenceOf(CREATOR).notifying("Call {{firstName}}", "+14155550001"));
        given(automation().startedBy("message.received").version(3).between("09:00", "18:00").in("Europe/Lisbon")
                .with("conditions",
                        List.of(Map.of("any", List.of(Map.of("field", "city", "op", "eq", "value", "Porto"),
                                Map.of("field", "score", "op", "startsWith", "value", "7")))))
                .sends("hello", "email").sends("unknown", "sms").sends("hello", "webhook"));
        receive(inbound("Hello").from("ana").withId("evt-1").saying("firstName", "Ana").saying("city", "Porto")
                .saying("score", 7.5).saying("tags", List.of("hot")));
    }

    @Test // F5
    void a_message_to_the_lead() {
        fired();
        assertWritten(messagesTo("ana").getFirst(), "message-email.json");
    }

    @Test // F5, F6
    void a_message_on_whatsapp_with_an_approved_template() {
        givenTheTemplate("unknown", "Hi {{firstName}}!", "HX0123456789abcdef0123456789abcdef",
                Map.of("1", "{{firstName}}"));
        given(automation().startedBy("message.received").version(3).sends("unknown", "whatsapp"));
        receive(inbound("Hello").from("ana").withId("evt-1").saying("firstName", "Ana"));
        assertWritten(messagesTo("ana").getFirst(), "message-whatsapp.json");
    }

    @Test // F5: no text when the template is not known
    void a_message_whose_template_is_not_known() {
        fired();
        assertWritten(messagesTo("ana").get(1), "message-without-text.json");
    }

    @Test // F6: no text, with the reason
    void a_message_whose_text_is_too_large() {
        givenTheTemplate("unknown", "\ud83d\ude00".repeat(16_385));
        fired();
        assertWritten(messagesTo("ana").get(1), "message-too-large.json");
    }

    @Test // F2
    void a_message_to_the_user() {
        fired();
        assertWritten(messagesTo("ana").getLast(), "message-to-user.json");
    }

    @Test // R1
    void a_decision_that_fired() {
        fired();
        assertWritten(assertThatDecisionsFor("ana").only().decision().recorded(42, 3), "decision-fired.json");
    }

    @Test // R1: nulls are written
    void a_decision_without_effect() {
        given(automation().startedBy("message.received").from("New lead"));
        receive(inbound("Hello").from("ana").withId("evt-1"));
        assertWritten(assertThatDecisionsFor("ana").only().decision().recorded(0, 20_000), "decision-skipped.json");
    }

    @Test // N, F1: a note names its field where it has one
    void a_decision_with_notes_and_skipped_actions() {
        given(automation().named("late").startedBy("message.received").sends("hello", "sms").sends("hello", "email"));
        given(automation().named("later").startedBy("message.received").after(hours(1)));
        receive(inbound("Hello").from("ana").withId("evt-1").occurredAt("yesterday").data("files", "x".repeat(9_000))
                .saying("email", "ana, bob"));
        assertWritten(assertThatDecisionsFor("ana").of("late").only().decision().recorded(7, 0),
                "decision-with-skipped-actions.json");
        assertWritten(assertThatDecisionsFor("ana").of("later").only().decision().recorded(7, 1),
                "decision-with-notes.json");
    }

    @Test
    void messages_and_decisions_are_read_back_unchanged() {
        fired();
        for (Message message : messagesTo("ana")) {
            String json = JSON.writeValueAsString(message);
            assertThat(JSON.writeValueAsString(JSON.readValue(json, Message.class))).isEqualTo(json);
        }
        Decision decision = assertThatDecisionsFor("ana").only().decision();
        String json = JSON.writeValueAsString(decision);
        assertThat(JSON.readValue(json, Decision.class)).isEqualTo(decision);
    }

    // ---- automation.events

    @Test
    void an_automation_was_created_or_updated() {
        Map<String, @Nullable Object> automation = Document.object(golden("automation-created.json").get("automation"));
        assertWritten(ConfigurationChange.automationSaved(true, automation), "automation-created.json");
        assertWritten(ConfigurationChange.automationSaved(false, automation), "automation-updated.json");
        for (String file : List.of("automation-created.json", "automation-updated.json")) {
            assertThat(ConfigurationChange.read(golden(file)).orThrow())
                    .isInstanceOfSatisfying(AutomationSaved.class, saved -> {
                        assertThat(saved.automation().id()).isEqualTo("follow-up");
                        assertThat(saved.automation().version()).isEqualTo(3);
                    });
        }
    }

    @Test
    void an_automation_was_deleted() {
        assertWritten(ConfigurationChange.automationDeleted(ORGANIZATION, "follow-up", 4), "automation-deleted.json");
        assertThat(ConfigurationChange.read(golden("automation-deleted.json")).orThrow())
                .isEqualTo(new AutomationDeleted(ORGANIZATION, "follow-up", 4));
    }

    @Test
    void a_preference_changed() {
        Map<String, @Nullable Object> preference = Document.object(golden("preference-changed.json").get("preference"));
        Map<String, @Nullable Object> change = new LinkedHashMap<>(
                ConfigurationChange.preferenceChanged(ORGANIZATION, "uma", "follow-up", preference));
        assertThat(JSON.<JsonNode>valueToTree(change)).isEqualTo(JSON.valueToTree(golden("preference-changed.json")));
        assertThat(ConfigurationChange.read(golden("preference-changed.json")).orThrow())
                .isInstanceOfSatisfying(PreferenceChanged.class, changed -> {
                    assertThat(changed.userId()).isEqualTo("uma");
                    assertThat(changed.automationId()).isEqualTo("follow-up");
                    assertThat(changed.preference().enabled()).isTrue();
                    assertThat(changed.preference().version()).isEqualTo(4);
                });
    }

    @Test
    void an_organization_changed() {
        Map<String, @Nullable Object> organization = Document
                .object(golden("organization-changed.json").get("organization"));
        assertWritten(ConfigurationChange.organizationChanged(organization), "organization-changed.json");
        assertThat(ConfigurationChange.read(golden("organization-changed.json")).orThrow())
                .isInstanceOfSatisfying(OrganizationChanged.class, changed -> {
                    assertThat(changed.organization().id()).isEqualTo(ORGANIZATION);
                    assertThat(changed.organization().webhookUrl()).isEqualTo("https://example.com/hook");
                    assertThat(changed.organization().ceilingPerHour()).isEqualTo(20);
                    assertThat(changed.organization().maxEventAge()).isNull();
                    assertThat(changed.organization().quietHours()).hasSize(1);
                    assertThat(changed.organization().caps())
                            .isEqualTo(new Caps(2, null, Caps.OnExceeded.DEFER));
                    assertThat(changed.organization().optOutWords()).containsExactly("parar");
                });
    }

    @Test
    void a_template_changed() {
        Map<String, @Nullable Object> template = Document.object(golden("template-changed.json").get("template"));
        assertWritten(ConfigurationChange.templateChanged(template), "template-changed.json");
        assertThat(ConfigurationChange.read(golden("template-changed.json")).orThrow())
                .isInstanceOfSatisfying(TemplateChanged.class, changed -> {
                    assertThat(changed.organizationId()).isEqualTo(ORGANIZATION);
                    assertThat(changed.template().name()).isEqualTo("hello");
                    assertThat(changed.template().version()).isEqualTo(2);
                });
    }

    @Test
    void a_template_was_deleted() {
        assertWritten(ConfigurationChange.templateDeleted(ORGANIZATION, "hello", 3), "template-deleted.json");
        assertThat(ConfigurationChange.read(golden("template-deleted.json")).orThrow())
                .isEqualTo(new TemplateDeleted(ORGANIZATION, "hello", 3));
    }

    // ---- the sample of the API documentation

    @Test
    void the_sample_automation_is_accepted() {
        Map<String, @Nullable Object> sample = Cases.resource("/automation-follow-up-24h.json");
        assertThat(AutomationReader.check(sample)).isEmpty();
        sample.putAll(Map.of("_id", "follow-up", "organizationId", ORGANIZATION, "userId", CREATOR, "version", 1));
        assertThat(AutomationReader.read(sample).orThrow()).satisfies(automation -> {
            assertThat(automation.eventTypes()).containsExactlyInAnyOrder("message.received", "status_change");
            assertThat(automation.sourceStatuses()).containsExactly("new lead");
            assertThat(automation.maxTransitions()).isEqualTo(3);
            assertThat(automation.maxFollowUpCount()).isEqualTo(3);
            assertThat(automation.actions()).hasSize(1);
        });
    }
}
