package dev.nudge.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest // F1, F5, F6
class TestMessageTest {

    private static final String PATH = "/api/test-messages";
    private static final String SID = "HX0123456789abcdef0123456789abcdef";

    private final String organization = Api.newOrganization();
    private final Client admin;
    private final Client member;

    TestMessageTest(@Autowired Api api) {
        this.admin = api.admin("ada", organization);
        this.member = api.member("ben", organization);
    }

    @Test
    void a_template_is_rendered_and_appended_as_a_message_that_counts_for_no_lead() {
        save("hello", "{\"body\": \"Hi {{firstName}}, {{event.type}} {{event.data.city}}\"}");

        String id = String.valueOf(admin.post(PATH, """
                {"template": "hello", "channel": "sms", "to": "tel:+1 (415) 555-0100",
                 "variables": {"firstName": "Ana"}, "event": {"type": "form", "data": {"city": "Lisbon"}}}""").is(202)
                .json().get("id"));

        assertThat(id).matches("m-[0-9a-f]{32}");
        assertThat(appended()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("test-ada");
            assertThat(Json.object(record.value())).containsEntry("id", id).containsEntry("test", true)
                    .containsEntry("recipientKind", "user").containsEntry("leadId", "test-ada")
                    .containsEntry("channel", "sms").containsEntry("to", "+14155550100")
                    .containsEntry("template", "hello").containsEntry("text", "Hi Ana, form Lisbon")
                    .containsEntry("variables", Map.of("firstName", "Ana")).containsEntry("notAfter", null)
                    .doesNotContainKeys("subject", "contentSid", "contentVariables", "failure", "attempt");
        });
    }

    @Test
    void an_email_has_a_subject_and_a_whatsapp_message_its_approved_template() {
        save("hello", "{\"subject\": \"For {{firstName}}\", \"body\": \"Hi {{firstName}}\", \"contentSid\": \"" + SID
                + "\", \"contentVariables\": {\"1\": \"{{firstName}}\"}}");

        admin.post(PATH, test("email", "Ana@example.com")).is(202);
        admin.post(PATH, test("whatsapp", "whatsapp:+14155550100")).is(202);

        assertThat(appended()).extracting(record -> Json.object(record.value())).satisfiesExactly(
                email -> assertThat(email).containsEntry("to", "Ana@example.com").containsEntry("subject", "For A&B")
                        .containsEntry("text", "Hi A&amp;B").doesNotContainKey("contentSid"),
                whatsApp -> assertThat(whatsApp).containsEntry("to", "+14155550100").containsEntry("text", "Hi A&B")
                        .containsEntry("contentSid", SID).containsEntry("contentVariables", Map.of("1", "A&B"))
                        .doesNotContainKey("subject"));
    }

    private static String test(String channel, String to) {
        return "{\"template\": \"hello\", \"channel\": \"" + channel + "\", \"to\": \"" + to
                + "\", \"variables\": {\"firstName\": \"A&B\"}}";
    }

    @Test
    void a_webhook_goes_to_the_organizations_URL_and_to_no_other() {
        save("hello", "{\"body\": \"Hi\"}");
        String webhook = "{\"template\": \"hello\", \"channel\": \"webhook\"}";
        assertThat(admin.post(PATH, webhook).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/channel");
        admin.put("/api/organization", "{\"webhookUrl\": \"https://example.com/hook\"}").is(200);
        assertThat(admin.post(PATH, test("webhook", "https://example.com/other"))
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/to");

        admin.post(PATH, webhook).is(202);

        assertThat(appended()).singleElement().satisfies(record -> assertThat(Json.object(record.value()))
                .containsEntry("to", "https://example.com/hook"));
    }

    @ParameterizedTest
    @CsvSource({"sms, 4155550100", "whatsapp, ana@example.com", "email, +14155550100"})
    void a_recipient_is_a_valid_address_of_the_channel(String channel, String to) {
        save("hello", "{\"body\": \"Hi\"}");

        assertThat(admin.post(PATH, test(channel, to)).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/to");
    }

    @Test
    void all_errors_are_reported_at_once() {
        assertThat(admin
                .post(PATH,
                        """
                {"template": "none", "channel": "sms", "variables": 7, "event": {"data": [], "id": "e"}, "now": true}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/template", "/to",
                        "/variables", "/event/data", "/event/id", "/now");
        assertThat(admin.post(PATH, "{}").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/template", "/channel");

        assertThat(appended()).isEmpty();
    }

    @Test
    void a_text_that_exceeds_the_limits_of_rendering_is_rejected() {
        save("hello", "{\"body\": \"{{x}}{{x}}\"}");

        assertThat(admin.post(PATH, "{\"template\": \"hello\", \"channel\": \"sms\", \"to\": \"+14155550100\","
                + " \"variables\": {\"x\": \"" + "x".repeat(40_000) + "\"}}")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/variables");
    }

    @Test
    void only_an_admin_can_send_a_test_message() {
        save("hello", "{\"body\": \"Hi\"}");

        member.post(PATH, test("sms", "+14155550100")).isProblem(403, "urn:nudge:error:forbidden");

        assertThat(appended()).isEmpty();
    }

    private void save(String name, String template) {
        admin.put("/api/templates/" + name, template).is(201);
    }

    private List<ConsumerRecord<String, String>> appended() {
        try (Topic commands = new Topic(Topics.MESSAGE_COMMANDS)) {
            return commands.toTheEnd().stream().filter(record -> isOurs(Json.object(record.value()))).toList();
        }
    }

    private boolean isOurs(Map<String, @Nullable Object> command) {
        return organization.equals(command.get("organizationId"));
    }
}
