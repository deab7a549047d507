package dev.nudge.standalone.console;

import static org.awaitility.Awaitility.await;

import dev.nudge.json.Json;
import dev.nudge.patience.Patience;
import dev.nudge.standalone.acceptance.Client;
import dev.nudge.standalone.acceptance.StandaloneProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/** A process with the demo organization, and a browser. */
final class DemoConsole implements AutoCloseable {

    private static final String ORGANIZATION = "demo";

    private final Path directory;
    private final StandaloneProcess nudge;
    private final Browser browser;

    private DemoConsole(Path directory, StandaloneProcess nudge, Browser browser) {
        this.directory = directory;
        this.nudge = nudge;
        this.browser = browser;
    }

    /** Skips the tests if a program is missing or the console is not built. */
    static DemoConsole start() {
        Programs programs = Programs.onThisMachine();
        Assumptions.assumeTrue(
                DemoConsole.class.getResource("/META-INF/nudge-console/index.html") != null,
                "The console is not built: it requires Node.js 20.19 or newer.");
        Path directory = temporaryDirectory();
        StandaloneProcess nudge = new StandaloneProcess(directory).start("--nudge.standalone.demo=true");
        await("the history").atMost(Patience.allowedFor(Duration.ofMinutes(2)))
                .until(() -> nudge.output().contains("The history of the demo organization is loaded"));
        return new DemoConsole(directory, nudge, new Browser(programs, nudge.url("/")));
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("nudge-console");
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    Browser browser() {
        return browser;
    }

    /** The admin of the organization, at the API. */
    Client maria() {
        return nudge.admin(ORGANIZATION, "maria");
    }

    /** The id of an automation. */
    String automation(String name) {
        return items("/api/automations?limit=100").stream().filter(item -> name.equals(item.get("name")))
                .map(item -> String.valueOf(item.get("_id"))).findFirst().orElseThrow();
    }

    /** The reason of the dead letters that are changes of the status without the new one, with the field at its end. */
    String unreadableStatusChange() {
        return items("/api/dead-letters?limit=100").stream().map(item -> String.valueOf(item.get("reason")))
                .filter(reason -> reason.startsWith("/data/to: ")).findFirst()
                .map(reason -> reason.substring("/data/to: ".length()) + " (data.to)").orElseThrow();
    }

    /** Waits until the history contains a decision about a lead. */
    void awaitDecision(String leadId) {
        await("a decision about " + leadId).atMost(Patience.allowedFor(Duration.ofSeconds(30)))
                .until(() -> !items("/api/decisions?leadId=" + leadId).isEmpty());
    }

    private List<Map<String, @Nullable Object>> items(String path) {
        return ((List<?>) Objects.requireNonNull(maria().get(path).get("items"))).stream()
                .map(item -> Json.object((Map<?, ?>) item)).toList();
    }

    @Override
    public void close() {
        browser.close();
        nudge.close();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
