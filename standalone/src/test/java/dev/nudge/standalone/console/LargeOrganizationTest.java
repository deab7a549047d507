package dev.nudge.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.JsonCodec;
import dev.nudge.standalone.acceptance.Client;
import dev.nudge.standalone.acceptance.StandaloneProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The time until a list is usable, in an organization with 5,000 automations and 100,000 decisions, by the browser's
 * clock: from the navigation to the first frame with rows whose controls can be used. The times are printed.
 */
@EnabledIfSystemProperty(named = "nudge.console.large", matches = "true", disabledReason = "It takes minutes.")
class LargeOrganizationTest {

    private static final String ORGANIZATION = "demo";
    private static final int AUTOMATIONS = 5_000;
    private static final int DECISIONS = 100_000;
    private static final int DECISIONS_PER_EVENT = 5;
    private static final int ROUNDS = 9;

    /** Remembers when the first frame with rows appeared, and which of the API's answers had arrived until then. */
    private static final String OBSERVE = """
            const look = () => {
              const rows = document.querySelectorAll('main table tbody tr a, main table tbody tr button');
              if (rows.length > 0 && document.querySelector('main [class*=Skeleton-root]') === null) {
                window.usableAt = performance.now();
              } else {
                requestAnimationFrame(look);
              }
            };
            document.addEventListener('DOMContentLoaded', () => requestAnimationFrame(look));""";

    private static final String SLOWEST_CALL = """
            const calls = performance.getEntriesByType('resource').filter(({ name }) => name.includes(arguments[0]));
            return Math.max(...calls.map(({ duration }) => duration));""";

    @TempDir
    static Path directory;
    static StandaloneProcess nudge;
    static Browser browser;

    @BeforeAll
    static void fill() throws Exception {
        nudge = new StandaloneProcess(directory).start("--nudge.api.rate-limit.requests-per-second=1000000");
        browser = new Browser(Programs.onThisMachine(), nudge.url("/"));
        Client maria = nudge.admin(ORGANIZATION, "maria");
        inParallel(IntStream.range(0, AUTOMATIONS).<Callable<Void>>mapToObj(number -> () -> {
            maria.post("/api/automations", automation(number));
            return null;
        }).toList());
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", nudge.bootstrapServers()),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < DECISIONS / DECISIONS_PER_EVENT; i++) {
                String leadId = "lead-" + i;
                var _ = producer.send(new ProducerRecord<>("lead.events", leadId.getBytes(StandardCharsets.UTF_8),
                        JsonCodec.write(Map.of("id", "event-" + i, "type", "message.received", "organizationId",
                                ORGANIZATION, "leadId", leadId, "data", Map.of("text", "Is it still there?"), "lead",
                                Map.of("firstName", "Lead " + i, "phone", "+1415555%04d".formatted(i % 10_000),
                                        "status", i % 2 == 0 ? "New" : "Contacted")))));
            }
        }
        nudge.awaitDrained();
        browser.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", OBSERVE));
        browser.openAs(DemoUser.MARIA, "/automations");
    }

    private static Map<String, Object> automation(int number) {
        Map<String, Object> trigger = number < DECISIONS_PER_EVENT
                ? Map.of("event", "message.received", "conditions",
                        List.of(Map.of("field", "status", "op", "eq", "value", "Stage " + number)))
                : Map.of("event", "status_change", "targetStatuses", List.of("Stage " + number));
        Map<String, Object> automation = new HashMap<>(trigger);
        automation.putAll(Map.of("name", "Follow-up " + number, "triggerLogicType", "event", "actions",
                Map.of("sendMessage", List.of(Map.of("template", "follow-up", "channel", "sms")))));
        return automation;
    }

    private static void inParallel(List<Callable<Void>> calls) throws Exception {
        try (var executor = Executors.newFixedThreadPool(8)) {
            for (var call : executor.invokeAll(calls)) {
                call.get();
            }
        }
    }

    @AfterAll
    static void stop() {
        browser.close();
        nudge.close();
    }

    @ParameterizedTest
    @CsvSource({"/automations, /api/automations?", "/automations?name=4321, /api/automations?",
            "/decisions, /api/decisions?", "/decisions?outcome=SKIPPED&reason=CONDITIONS, /api/decisions?"})
    void a_list_is_usable_soon(String screen, String call) {
        List<Double> usable = new ArrayList<>();
        List<Double> answered = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            browser.open(screen);
            browser.await("rows", () -> browser.script("return window.usableAt;") instanceof Number);
            usable.add(((Number) browser.script("return window.usableAt;")).doubleValue());
            answered.add(((Number) browser.script(SLOWEST_CALL, call)).doubleValue());
        }
        assertThat(browser.count("main table tbody tr")).isPositive();
        System.out.println(screen + ": usable after " + inMilliseconds(usable) + ", " + call + " in "
                + inMilliseconds(answered));
    }

    private static String inMilliseconds(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return "%.0f ms (%.0f to %.0f)".formatted(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
    }
}
