package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.TopicReader.Entry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event that is sent after the response to a change is decided with the change, however soon it is sent. No test
 * makes another change of the same document afterwards, because an event may also be decided with a later change.
 */
class KnownChangesTest {

    private static final int AUTOMATIONS = 200;
    private static final int OTHER_CHANGES = 50;
    private static final String NO_DECISION = "";

    @TempDir
    static Path directory;
    static StandaloneProcess nudge;

    @BeforeAll
    static void start() {
        nudge = new StandaloneProcess(directory).start("--nudge.api.relay.publish-timeout=1m");
    }

    @AfterAll
    static void stop() {
        nudge.close();
    }

    private final Map<String, String> expected = new TreeMap<>();

    @Test
    void a_new_automation() {
        Client ana = nudge.user("created", "ana");
        for (int i = 0; i < AUTOMATIONS; i++) {
            String id = create(ana, "type" + i);
            send(ana, "type" + i, "lead-" + i, id + " FIRED IMMEDIATE");
        }

        assertThat(decisions("created")).isEqualTo(expected);
    }

    @Test
    void a_preference_that_is_disabled_or_enabled() {
        Client ana = nudge.user("switched", "ana");
        for (int i = 0; i < OTHER_CHANGES; i++) {
            boolean on = i % 2 == 1;
            String id = create(ana, "type" + i);
            if (on) {
                switchTo(ana, id, false);
            }
            switchTo(ana, id, on);
            send(ana, "type" + i, "lead-" + i, id + (on ? " FIRED IMMEDIATE" : " SKIPPED PREFERENCE_OFF"));
        }

        assertThat(decisions("switched")).isEqualTo(expected);
    }

    private static void switchTo(Client client, String automationId, boolean on) {
        published(client.send("PATCH", "/api/automations/" + automationId + "/preference", Map.of("enabled", on)));
    }

    @Test
    void an_automation_that_is_replaced() {
        Client ana = nudge.user("replaced", "ana");
        for (int i = 0; i < OTHER_CHANGES; i++) {
            String id = create(ana, "before" + i);
            published(ana.send("PUT", "/api/automations/" + id, automation("after" + i)));
            send(ana, "before" + i, "lead-before-" + i, NO_DECISION);
            send(ana, "after" + i, "lead-after-" + i, id + " FIRED IMMEDIATE");
        }

        assertThat(decisions("replaced")).isEqualTo(expected);
    }

    @Test
    void an_automation_that_is_deleted() {
        Client ana = nudge.user("deleted", "ana");
        for (int i = 0; i < OTHER_CHANGES; i++) {
            String id = create(ana, "type" + i);
            published(ana.send("DELETE", "/api/automations/" + id, null));
            send(ana, "type" + i, "lead-" + i, NO_DECISION);
        }

        assertThat(decisions("deleted")).isEmpty();
    }

    @Test
    void the_text_of_a_template() {
        Client ana = nudge.user("written", "ana");
        for (int i = 0; i < OTHER_CHANGES; i++) {
            published(ana.send("PUT", "/api/templates/note" + i, Map.of("body", "First text")));
            published(ana.send("POST", "/api/automations", automation("type" + i, "note" + i)));
            published(ana.send("PUT", "/api/templates/note" + i, Map.of("body", "Text " + i)));
            send(ana, "type" + i, "lead-" + i, "Text " + i);
        }

        assertThat(byLead("message.commands", "written", message -> message.text("text"))).isEqualTo(expected);
    }

    @Test
    void the_settings_of_an_organization() {
        Map<String, String> addresses = new TreeMap<>();
        for (int i = 0; i < OTHER_CHANGES / 2; i++) {
            String organization = "set-" + i;
            String address = "https://example.com/" + i;
            Client ada = nudge.admin(organization, "ada");
            published(ada.send("POST", "/api/automations", Map.of("name", "Asked", "event", "asked", "triggerLogicType",
                    "event", "actions",
                    Map.of("sendMessage", List.of(Map.of("template", "note", "channel", "webhook"))))));
            published(ada.send("PUT", "/api/organization", Map.of("webhookUrl", address)));
            send(ada, "asked", "lead-1", address);
            addresses.put(organization, address);
        }
        nudge.awaitDrained();

        assertThat(nudge.topics().read("message.commands")).filteredOn(message -> addresses.containsKey(message.text(
                "organizationId")))
                .extracting(message -> Map.entry(message.text("organizationId"), message.text("to")))
                .containsExactlyInAnyOrderElementsOf(addresses.entrySet());
    }

    @Test // W5
    void caps_and_quiet_hours_of_an_organization() {
        Client ada = nudge.admin("limited", "ada");
        String id = create(ada, "asked");
        published(ada.send("PUT", "/api/organization", Map.of("caps", Map.of("perDay", 1, "onExceeded", "drop"))));
        send(ada, "asked", "lead-capped", NO_DECISION);
        send(ada, "asked", "lead-capped", id + " FIRED IMMEDIATE, " + id + " SKIPPED CAPPED");
        nudge.awaitDrained();
        LocalTime hour = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS);
        published(ada.send("PUT", "/api/organization", Map.of("quietHours", List.of(
                Map.of("start", hour.minusHours(1).toString(), "end", hour.plusHours(3).toString())))));
        ada.post("/api/events", Map.of("type", "asked", "leadId", "lead-quiet", "lead",
                Map.of("phone", "+14155550100", "timezone", "UTC")));
        expected.put("lead-quiet", id + " DEFERRED QUIET_HOURS");

        assertThat(decisions("limited")).isEqualTo(expected);
    }

    private static Map<String, Object> automation(String eventType) {
        return automation(eventType, "note");
    }

    private static Map<String, Object> automation(String eventType, String template) {
        return Map.of("name", eventType, "event", eventType, "triggerLogicType", "event", "actions",
                Map.of("sendMessage", List.of(Map.of("template", template, "channel", "sms"))));
    }

    private static String create(Client client, String eventType) {
        HttpResponse<byte[]> answer = published(client.send("POST", "/api/automations", automation(eventType)));
        Map<String, @Nullable Object> json = JsonCodec.readObject(answer.body()).orThrow();
        return Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(json.get("automation"))).get("_id"))
                .toString();
    }

    private static HttpResponse<byte[]> published(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isBetween(200, 299);
        assertThat(answer.headers().firstValue("Nudge-Published")).contains("true");
        return answer;
    }

    private void send(Client client, String eventType, String leadId, String expectation) {
        client.post("/api/events",
                Map.of("type", eventType, "leadId", leadId, "lead", Map.of("phone", "+14155550100")));
        if (!expectation.equals(NO_DECISION)) {
            expected.put(leadId, expectation);
        }
    }

    private Map<String, String> decisions(String organizationId) {
        return byLead("automation.decisions", organizationId,
                decision -> decision.text("automationId") + " " + decision.text("outcome") + " "
                        + decision.text("reason"));
    }

    private static Map<String, String> byLead(String topic, String organizationId, Function<Entry, String> what) {
        nudge.awaitDrained();
        Map<String, String> byLead = new HashMap<>();
        nudge.topics().read(topic, organizationId)
                .forEach(
                        entry -> byLead.merge(entry.text("leadId"), what.apply(entry), (one, two) -> one + ", " + two));
        return byLead;
    }
}
