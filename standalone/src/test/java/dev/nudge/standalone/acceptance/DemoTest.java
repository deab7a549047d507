package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.patience.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first minute with Nudge: the commands that the demo prints, run in a shell, show a follow-up. */
class DemoTest {

    @TempDir
    Path directory;

    @Test
    void the_printed_commands_show_a_follow_up_within_a_minute() {
        Kcat.onThisMachine();
        try (StandaloneProcess nudge = new StandaloneProcess(directory).start("--nudge.standalone.demo=true")) {
            List<String> commands = commands(nudge);
            assertThat(commands).hasSize(5);
            assertThat(Shell.run(commands.get(0), commands.get(1))).contains("\"ids\"");
            assertThat(Shell.run(commands.get(0), commands.get(2))).isEmpty();
            await("the follow-up").atMost(Patience.allowedFor(Duration.ofMinutes(1)))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(
                            () -> assertThat(Shell.run(commands.get(0), commands.get(3))).contains("Hi Ana, you"));
            // Two independent consumers store messages and decisions.
            await("the decisions").atMost(Patience.allowedFor(Duration.ofMinutes(1)))
                    .pollInterval(Duration.ofSeconds(1)).untilAsserted(
                            () -> assertThat(Shell.run(commands.get(0), commands.get(4))).contains("\"FIRED\"",
                                    "\"TIMER_DUE\"", "\"STARTED\""));
            await("the follow-up of Kafka's lead").atMost(Patience.allowedFor(Duration.ofMinutes(1)))
                    .untilAsserted(() -> assertThat(nudge.output()).contains("+14155550101: Hi Ben, you"));
            Dashboards.assertThatTheyShowWhatIsExposedBy(nudge);
            await("the history").atMost(Patience.allowedFor(Duration.ofMinutes(2)))
                    .until(() -> nudge.output().contains("The history of the demo organization is loaded"));
            assertThatHistoryGoesOn(nudge.user("demo", "alice"));

            nudge.stop();
            nudge.start("--nudge.standalone.demo=true");
            await("the demo after a restart").atMost(Patience.allowedFor(Duration.ofMinutes(1)))
                    .until(() -> nudge.output().split("TOKEN=",
                            -1).length > 2);
            assertThat(nudge.user("demo", "alice").get("/api/automations").get("items"))
                    .as("the same automations after a restart").asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSize(11);
            assertThat(nudge.output()).as("the log after a restart")
                    .containsOnlyOnce("Loading two weeks of history");
            assertThat(nudge.output()).doesNotContain("ERROR", "Exception");
        }
    }

    /** A lead of the history gets an event, which is decided, and its earlier decisions can be read page by page. */
    private static void assertThatHistoryGoesOn(Client alice) {
        String decisions = "/api/leads/lead-003/decisions";
        alice.post("/api/events", Map.of("id", "returned", "type", "status_change", "leadId", "lead-003", "data",
                Map.of("from", "Won", "to", "Lost")));
        await("the decision about the lead").atMost(Patience.allowedFor(Duration.ofMinutes(1)))
                .untilAsserted(() -> assertThat(alice.get(decisions + "?limit=100").toString())
                        .contains("eventId=returned"));
        int pages = 0;
        for (Object cursor = ""; cursor != null; pages++) {
            cursor = alice.get(decisions + "?limit=2" + (cursor.equals("") ? "" : "&cursor=" + cursor))
                    .get("nextCursor");
        }
        assertThat(pages).as("pages of decisions").isGreaterThan(3);
    }

    private static List<String> commands(StandaloneProcess nudge) {
        await("the commands").atMost(Patience.allowedFor(Duration.ofMinutes(1)))
                .until(() -> nudge.output().contains("/decisions"));
        return nudge.output().lines()
                .filter(line -> line.startsWith("TOKEN=") || line.startsWith("curl ") || line.startsWith("echo "))
                .toList();
    }
}
