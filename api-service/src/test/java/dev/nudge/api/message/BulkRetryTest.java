package dev.nudge.api.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.api.support.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class BulkRetryTest {

    private static final String PATH = "/api/messages/retry";
    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client admin;
    private final Client foreignAdmin;

    BulkRetryTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.admin = api.admin("ada", organization);
        this.foreignAdmin = api.admin("ada", Api.newOrganization());
    }

    @Test // G2
    void a_message_whose_outcome_is_unknown_is_retried_only_if_the_state_names_it() {
        keep("failed", "FAILED");
        keep("expired", "EXPIRED");
        keep("unknown", "UNKNOWN");
        keep("sent", "SENT");
        keep("opted-out", "OPTED_OUT");

        assertThat(admin.post(PATH, retries("{}")).is(202).json()).isEqualTo(counts(2, 2, 0));
        assertThat(appended()).containsExactly("expired", "failed");

        assertThat(admin.post(PATH, retries("{\"state\": \"UNKNOWN\"}")).is(202).json()).isEqualTo(counts(1, 1, 0));
        assertThat(appended()).containsExactly("expired", "failed", "unknown");
    }

    @Test
    void a_dry_run_only_counts() {
        keep("one", "FAILED");
        keep("two", "FAILED");

        assertThat(admin.post(PATH, "{\"filter\": {}, \"dryRun\": true}").is(200).json())
                .isEqualTo(counts(2, 0, 2));

        assertThat(appended()).isEmpty();
    }

    @Test
    void all_conditions_of_the_filter_must_match() {
        keep("other-lead", message("other-lead", NOON).append("leadId", "lead-8"));
        keep("other-automation", message("other-automation", NOON).append("automationId", "a2"));
        keep("other-channel", message("other-channel", NOON).append("channel", "email"));
        keep("other-provider", message("other-provider", NOON).append("provider", "log"));
        keep("other-code", message("other-code", NOON).append("providerCode", "30008"));
        keep("earlier", message("earlier", NOON.minusMillis(1)));
        keep("later", message("later", NOON.plusSeconds(60)));
        keep("a-test", message("a-test", NOON).append("test", true));
        keep("this", message("this", NOON));

        assertThat(admin.post(PATH, retries("""
                {"state": "FAILED", "leadId": "lead-7", "automationId": "a1", "channel": "sms", "provider": "twilio",
                 "code": "30003", "from": "2026-04-22T12:00:00Z", "to": "2026-04-22T12:01:00Z"}""")).is(202).json())
                .isEqualTo(counts(1, 1, 0));

        assertThat(appended()).containsExactly("this");
        assertThat(foreignAdmin.post(PATH, retries("{}")).is(202).json()).isEqualTo(counts(0, 0, 0));
    }

    @Test
    void the_oldest_are_retried_up_to_the_limit_and_the_others_are_counted() {
        IntStream.range(0, 250).forEach(i -> keep("m" + i, message("m" + i, NOON.plusSeconds(i))));

        assertThat(admin.post(PATH, "{\"filter\": {}, \"dryRun\": false, \"limit\": 240}").is(202).json())
                .isEqualTo(counts(250, 240, 10));

        assertThat(appended()).hasSize(240).contains("m0", "m239").doesNotContain("m240");
    }

    @Test
    void with_an_idempotency_key_the_retries_are_appended_once() {
        keep("one", "FAILED");
        Client once = admin.with("Idempotency-Key", "key-1");

        assertThat(once.post(PATH, retries("{}")).is(202).text()).isEqualTo(once.post(PATH, retries("{}")).is(202)
                .text());

        assertThat(appended()).containsExactly("one");
    }

    @Test
    void all_errors_are_reported_at_once() {
        assertThat(admin.post(PATH, """
                {"filter": {"state": "SENT", "channel": "fax", "provider": 7, "from": "today", "colour": "red"},
                 "limit": 10001, "now": true}""").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/filter/state", "/filter/channel", "/filter/provider", "/filter/from",
                        "/filter/colour", "/limit", "/now", "/dryRun");
        assertThat(admin.post(PATH, "{\"dryRun\": false}").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/filter");
    }

    private static String retries(String filter) {
        return "{\"filter\": " + filter + ", \"dryRun\": false}";
    }

    private static Object counts(int matching, int appended, int remaining) {
        return Json.object("{\"matching\": %d, \"appended\": %d, \"remaining\": %d}".formatted(matching, appended,
                remaining));
    }

    private Document message(String name, Instant firedAt) {
        return StoredRecords.message(organization + "-" + name, organization, firedAt).append("state", "FAILED")
                .append("provider", "twilio").append("providerCode", "30003");
    }

    private void keep(String name, String state) {
        keep(name, message(name, NOON).append("state", state));
    }

    private void keep(String name, Document message) {
        store.getCollection("messages").insertOne(message.append("_id", organization + "-" + name));
    }

    /** The names of the messages whose retries were appended; all have one key and so one order. */
    private List<String> appended() {
        List<String> names = new ArrayList<>();
        try (Topic commands = new Topic(Topics.MESSAGE_COMMANDS)) {
            commands.toTheEnd().forEach(record -> {
                String id = String.valueOf(Json.object(record.value()).get("id"));
                if (id.startsWith(organization)) {
                    names.add(id.substring(organization.length() + 1));
                }
            });
        }
        return names;
    }
}
