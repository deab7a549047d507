package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.json.JsonCodec;
import dev.nudge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The automation of the README, with its exact commands, and one with a delay of a day, across a restart. */
class FirstAutomationTest {

    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    static Path directory;
    static StandaloneProcess nudge;

    @BeforeAll
    static void start() {
        nudge = new StandaloneProcess(directory).start();
    }

    @AfterAll
    static void stop() {
        nudge.close();
    }

    @Test
    void the_commands_of_the_readme_send_a_message() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String section = readme.substring(readme.indexOf("## A first automation"), readme.indexOf("## What it"));
        List<String> blocks = COMMANDS.matcher(section.replace("localhost:8080", "localhost:" + nudge.httpPort()))
                .results().map(block -> block.group(1)).toList();
        assertThat(blocks).hasSize(5);
        assertThat(Shell.run(blocks.get(0), blocks.get(1))).contains("Automation created successfully");
        Shell.run(blocks.get(0), blocks.get(2));
        await("the message").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(1)).untilAsserted(
                () -> assertThat(Shell.run(blocks.get(0), blocks.get(3))).contains("Hi Ana, we will call you today",
                        "\"FIRED\"", "\"STARTED\""));
        assertThat(Shell.run(blocks.get(0), blocks.get(4))).contains("\"TIMER_SET\"", "\"2026-12-24T23:00:40.000Z\"",
                "Hi Ben, we will call you today");
    }

    @Test
    void a_timer_of_a_day_survives_a_restart_and_ends_when_the_lead_is_won() throws IOException {
        Client ana = nudge.user("org-1", "ana");
        ana.put("/api/templates/follow-up-24h", Map.of("channel", "sms", "body", "Hi {{firstName}}"));
        Map<String, @Nullable Object> automation = object(ana.post("/api/automations", followUpAfter24h())
                .get("automation"));
        assertThat(automation).containsEntry("name", "Follow-up after 24h").containsEntry("enabled", true);

        Instant sent = Instant.now();
        ana.post("/api/events", Map.of("type", "message.received", "leadId", "lead-7", "data",
                Map.of("direction", "inbound", "channel", "sms", "body", "Is it still available?"), "lead",
                Map.of("status", "New lead", "firstName", "Leo", "phone", "+14155550100")));
        await("the decision").untilAsserted(() -> assertThat(decisions(ana)).hasSize(1));
        assertThat(decisions(ana).getFirst()).containsEntry("outcome", "STARTED")
                .containsEntry("reason", "TIMER_SET").containsEntry("automationId", automation.get("_id"));
        String dueAt = String.valueOf(decisions(ana).getFirst().get("dueAt"));
        assertThat(Instant.parse(dueAt)).isBetween(sent.plus(Duration.ofHours(24)).minusSeconds(5),
                Instant.now().plus(Duration.ofHours(24)));

        nudge.stop();
        nudge.start();
        assertThat(ana.get("/api/automations/" + automation.get("_id"))).as("the automation after a restart")
                .isEqualTo(automation);
        assertThat(ana.get("/api/leads/lead-7").toString()).as("the lead after a restart").contains(dueAt);
        ana.post("/api/events", Map.of("type", "status_change", "leadId", "lead-7", "data",
                Map.of("from", "New lead", "to", "Won")));
        await("the end of the waiting run").untilAsserted(() -> assertThat(decisions(ana))
                .extracting(decision -> decision.get("outcome") + " " + decision.get("reason"))
                .containsExactlyInAnyOrder("STARTED TIMER_SET", "CANCELLED STATUS_MOVED", "SKIPPED TARGET_STATUS"));
        assertThat(ana.get("/api/leads/lead-7").toString()).as("the lead that is won").doesNotContain(dueAt);
    }

    private static Map<String, @Nullable Object> followUpAfter24h() throws IOException {
        try (var example = Objects.requireNonNull(FirstAutomationTest.class.getResourceAsStream(
                "/demo/automation-follow-up-24h.json"))) {
            return JsonCodec.readObject(example.readAllBytes()).orThrow();
        }
    }

    private static List<Map<String, @Nullable Object>> decisions(Client client) {
        return ((List<?>) Objects.requireNonNull(client.get("/api/leads/lead-7/decisions").get("items"))).stream()
                .map(FirstAutomationTest::object).toList();
    }

    private static Map<String, @Nullable Object> object(@Nullable Object json) {
        return Json.object((Map<?, ?>) Objects.requireNonNull(json));
    }
}
