package dev.nudge.api.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.TestProviders;
import dev.nudge.api.support.Topic;
import dev.nudge.infrastructure.provider.CallbackUrls;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Twilio reports what became of a message (G2). */
@ApiTest
class TwilioStatusTest {

    private static final String MESSAGE = "m-0123456789abcdef0123456789abcdef";
    private static final String FORBIDDEN = "urn:nudge:error:forbidden";

    private final Callbacks callbacks;
    private final String path;

    TwilioStatusTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.callbacks = new Callbacks(api, store, Api.newOrganization());
        this.path = path(callbacks.organization());
    }

    private static String path(String organization) {
        return CallbackUrls.twilioStatus(URI.create(TestProviders.PUBLIC_URL), organization, MESSAGE, "lead 7&é")
                .toString().substring(TestProviders.PUBLIC_URL.length());
    }

    private static Map<String, String> form(String status) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("AccountSid", TestProviders.ACCOUNT);
        form.put("MessageSid", "SM1");
        form.put("MessageStatus", status);
        form.put("To", "+14155550100");
        return form;
    }

    @Test
    void a_failure_is_appended_with_its_code_under_the_key_of_the_message() {
        Map<String, String> form = form("undelivered");
        form.put("ErrorCode", "30003");
        form.put("ErrorMessage", "Unreachable destination handset");

        assertThat(callbacks.twilio(path, form).is(204).text()).isEmpty();

        assertThat(callbacks.reports()).singleElement().satisfies(report -> {
            assertThat(report.keySet()).containsExactly("organizationId", "messageId", "leadId", "provider",
                    "providerId", "state", "code", "text", "at");
            assertThat(report).containsEntry("messageId", MESSAGE).containsEntry("leadId", "lead 7&é")
                    .containsEntry("provider", "first").containsEntry("providerId", "SM1")
                    .containsEntry("state", "FAILED").containsEntry("code", "30003")
                    .containsEntry("text", "Unreachable destination handset");
        });
        try (Topic topic = new Topic(Topics.MESSAGE_STATUS)) {
            assertThat(topic.toTheEnd()).filteredOn(record -> record.value().contains(callbacks.organization()))
                    .singleElement().satisfies(record -> assertThat(record.key()).isEqualTo(MESSAGE));
        }
    }

    @ParameterizedTest
    @CsvSource({"sent, SENT", "delivered, DELIVERED", "read, DELIVERED", "Delivered, DELIVERED", "failed, FAILED",
            "undelivered, FAILED"})
    void each_state_has_its_own_of_a_message(String twilios, String state) {
        callbacks.twilio(path, form(twilios)).is(204);

        assertThat(callbacks.reports()).singleElement().satisfies(report -> assertThat(report)
                .containsEntry("state", state).containsEntry("code", null).containsEntry("text", null));
    }

    @Test // F4
    void the_code_of_a_stop_is_an_opt_out() {
        Map<String, String> form = form("failed");
        form.put("ErrorCode", "21610");

        callbacks.twilio(path, form).is(204);

        assertThat(callbacks.reports()).singleElement().satisfies(report -> assertThat(report)
                .containsEntry("state", "OPTED_OUT").containsEntry("code", "21610"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "accepted", "sending", "scheduled", "canceled", "", "whatever"})
    void other_states_are_answered_and_ignored(String status) {
        callbacks.twilio(path, form(status)).is(204);

        assertThat(callbacks.reports()).isEmpty();
    }

    @Test
    void a_repeated_callback_is_appended_again_for_delivery_to_ignore() {
        callbacks.twilio(path, form("delivered")).is(204);
        callbacks.twilio(path, form("delivered")).is(204);

        assertThat(callbacks.reports()).hasSize(2).allSatisfy(report -> assertThat(report)
                .containsEntry("state", "DELIVERED"));
    }

    @Test
    void the_port_of_the_public_url_may_be_signed() {
        Map<String, String> form = form("sent");

        callbacks.twilio(path, form, Callbacks.signature(TestProviders.TOKEN,
                "https://nudge.example.com:443/crm" + path, form)).is(204);
    }

    @Test
    void a_signature_that_is_wrong_or_of_another_request_is_refused() {
        Map<String, String> form = form("delivered");
        String signature = Callbacks.signature(TestProviders.TOKEN, TestProviders.PUBLIC_URL + path, form);

        callbacks.twilio(path, form, null).isProblem(403, FORBIDDEN);
        callbacks.twilio(path, form, "").isProblem(403, FORBIDDEN);
        callbacks.twilio(path, form, "AAAA" + signature.substring(4)).isProblem(403, FORBIDDEN);
        callbacks.twilio(path, form, Callbacks.signature(TestProviders.TOKEN, "https://nudge.example.com" + path, form))
                .isProblem(403, FORBIDDEN);
        callbacks.twilio(path.replace(MESSAGE, "m-1"), form, signature).isProblem(403, FORBIDDEN);
        callbacks.twilio(path(Api.newOrganization()), form, signature).isProblem(403, FORBIDDEN);
        callbacks.twilio(path, form("failed"), signature).isProblem(403, FORBIDDEN);

        assertThat(callbacks.reports()).isEmpty();
    }

    @Test
    void the_token_is_that_of_the_account_that_the_form_names() {
        Map<String, String> form = form("delivered");
        for (String account : new String[]{TestProviders.OTHER_ACCOUNT, TestProviders.ACCOUNT_WITHOUT_TOKEN, "AC9",
                ""}) {
            form.put("AccountSid", account);
            callbacks.twilio(path, form).isProblem(403, FORBIDDEN);
        }
        form.put("AccountSid", TestProviders.OTHER_ACCOUNT);
        callbacks.twilio(path, form,
                Callbacks.signature(TestProviders.OTHER_TOKEN, TestProviders.PUBLIC_URL + path, form)).is(204);

        assertThat(callbacks.reports()).singleElement()
                .satisfies(report -> assertThat(report).containsEntry("provider", "second"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?message=m-1", "?lead=lead-7", "?message=%00&lead=lead-7", "?message=..&lead=lead-7"})
    void the_message_and_the_lead_must_be_named(String query) {
        callbacks.twilio("/callbacks/twilio/" + callbacks.organization() + "/status" + query, form("sent"))
                .isProblem(400, "urn:nudge:error:validation");
    }

    @Test
    void large_bodies_and_other_bodies_are_refused() {
        Map<String, String> form = form("sent");
        form.put("Body", "x".repeat(64 * 1024));

        callbacks.twilio(path, form).isProblem(413, "urn:nudge:error:too-large");
        callbacks.api().anonymous().send("POST", path, BodyPublishers.ofString("{}")).isProblem(415, "about:blank");
        callbacks.api().anonymous().with("Content-Type", Callbacks.FORM)
                .send("POST", path, BodyPublishers.ofString("a=%GG")).isProblem(400, "urn:nudge:error:validation");
        callbacks.api().anonymous().get(path).isProblem(405, "urn:nudge:error:method-not-allowed");
    }
}
