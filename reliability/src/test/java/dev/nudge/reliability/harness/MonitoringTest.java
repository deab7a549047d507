package dev.nudge.reliability.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.json.JsonCodec;
import dev.nudge.reliability.harness.Dashboards.PanelQuery;
import dev.nudge.testsupport.Tool;
import dev.nudge.testsupport.TopicReader;
import dev.nudge.testsupport.TwilioStub;
import dev.nudge.testsupport.TwilioStub.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus watches the API and the engine, each a process of its own. Under load, every query of every panel
 * finds something; and each alert fires when its fault is caused.
 */
class MonitoringTest {

    private static final Duration SOON = Duration.ofMinutes(3); // builds run on small, busy machines
    private static final String ORGANIZATION = "watched";
    private static final Path PROMTOOL_TESTS = Path.of("src/test/resources/prometheus");
    private static final int ANSWERED = 5;
    private static final int UNANSWERED = 40;
    private static final int EVENTS_PER_SECOND = 20;

    @AutoClose
    private final TwilioStub twilio = TwilioStub.start(0, InstantSource.system());
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean isSilent;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void promtool_accepts_the_rules_and_their_tests() {
        Prometheus.requireOnThisMachine(directory);
        Tool promtool = new Tool(PROMTOOL_TESTS, Map.of());
        promtool.run("promtool", "check", "rules", Prometheus.RULES.toAbsolutePath().toString());
        promtool.run("promtool", "test", "rules", "alerts-test.yml");
    }

    @Test
    void every_panel_shows_data_and_every_alert_fires_for_its_fault() throws Exception {
        Prometheus.requireOnThisMachine(directory);
        twilio.fail(this::ofPost, () -> Optional.of(new Fault.Hold()));
        try (Site site = new Site(directory, options())) {
            List<Part> parts = List.of(Part.BROKER, Part.STORE, Part.API, Part.ENGINE_1);
            parts.forEach(part -> site.process(part).start());
            try (Prometheus prometheus = new Prometheus(directory.resolve("prometheus"),
                    Map.of("some-api", site.metrics(Part.API), "some-engine", site.metrics(Part.ENGINE_1)))) {
                parts.forEach(site::awaitReady);
                await("Prometheus").atMost(SOON).until(prometheus::isReady);
                watch(site, prometheus);
            }
        }
    }

    private void watch(Site site, Prometheus prometheus) throws Exception {
        Client user = site.user(ORGANIZATION, "wanda");
        createAutomations(user);
        try (ApiLoad requests = new ApiLoad(user);
                LeadLoad load = new LeadLoad(site, new Questions(), EVENTS_PER_SECOND)) {
            requests.start();
            load.start();
            order(user, "answered", ANSWERED);
            await("text messages").atMost(SOON).until(() -> twilio.accepted().size() == ANSWERED);
            isSilent = true;
            order(user, "unanswered", UNANSWERED);
            load.send(new ProducerRecord<>(Topics.LEAD_EVENTS, new byte[]{1}, new byte[]{2}));
            load.send(new ProducerRecord<>(Topics.MESSAGE_STATUS, new byte[]{1}, new byte[]{2}));
            await("an alert that ends by itself").atMost(SOON)
                    .until(() -> prometheus.fired().contains("NudgeRecordsFailed"));
            awaitFiring(prometheus, "NudgeDeadLetters", "NudgeUnsentMessages", "NudgeUnknownMessages");

            site.process(Part.STORE).kill();
            awaitFiring(prometheus, "NudgeLagWithoutProgress", "NudgeFiringsLate", "NudgeApiErrors",
                    "NudgeBacklogUnmeasured");
            site.process(Part.STORE).start();
            site.awaitReady(Part.ENGINE_1);

            await("panels with data").atMost(SOON).untilAsserted(() -> assertThatAllPanelsShowData(prometheus));
            assertThatAllRulesAreEvaluated(prometheus);
            assertThatPromtoolAcceptsTheMetrics(site);
            await("progress").atMost(SOON)
                    .until(() -> !prometheus.firing().contains("NudgeLagWithoutProgress"));
        }
        site.process(Part.BROKER).kill();
        user.put("/api/templates/reply", Map.of("subject", "Hello", "body", "We are back soon."));
        awaitFiring(prometheus, "NudgeRegistryStale", "NudgeOutboxStuck", "NudgeNoEvents");
        site.process(Part.ENGINE_1).kill();
        awaitFiring(prometheus, "NudgeNoEngine");
        assertThat(prometheus.fired()).as("alerts without a fault").containsExactlyElementsOf(alerts(prometheus));
    }

    /** Text messages go to a provider that takes one at a time, refuses the first, and falls silent after some. */
    private List<String> options() {
        String provider = "-Dnudge.delivery.providers.silent.";
        return List.of("-Dnudge.delivery.channels.sms=silent", provider + "type=twilio",
                provider + "base-url=" + twilio.baseUrl(), provider + "account-sid=AC0", provider + "auth-token=token",
                provider + "from=+14155550000", provider + "concurrency=1", provider + "timeout=2s",
                provider + "backoff=1s");
    }

    private Optional<Fault> ofPost() {
        if (calls.getAndIncrement() == 0) {
            return Optional.of(
                    new Fault.Refuse(429, Map.of("Retry-After", "1"), "{\"code\":20429,\"status\":429}"));
        }
        return isSilent ? Optional.of(new Fault.Hold()) : Optional.empty();
    }

    private static void createAutomations(Client user) {
        user.put("/api/templates/reply", Map.of("subject", "Hello", "body", "We will call you."));
        user.post("/api/automations",
                Map.of("name", "Answers later", "event", "question.asked", "triggerLogicType", "timer", "timerLogic",
                        Map.of("delay", 1, "unit", "seconds"), "actions", Map.of("sendMessage",
                                List.of(Map.of("template", "reply", "channel", "email")))));
        user.post("/api/automations",
                Map.of("name", "Confirms orders", "event", "order.placed", "triggerLogicType", "event", "actions",
                        Map.of("sendMessage", List.of(Map.of("template", "reply", "channel", "sms")))));
    }

    private static void order(Client user, String name, int count) {
        for (int i = 0; i < count; i++) {
            user.post("/api/events", Map.of("type", "order.placed", "leadId", name + i, "lead",
                    Map.of("phone", "+14155550199")));
        }
    }

    private static void awaitFiring(Prometheus prometheus, String... alerts) {
        await("alerts").atMost(SOON).pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(prometheus.firing()).contains(alerts));
    }

    private static void assertThatAllPanelsShowData(Prometheus prometheus) {
        Map<String, String> empty = new LinkedHashMap<>();
        for (PanelQuery query : Dashboards.queries()) {
            assertThat(prometheus.query(query.shown())).as(query.panel()).isNotEmpty()
                    .noneMatch(series -> series.path("value").path(1).asString().equals("NaN"));
            if (prometheus.query(query.measured()).isEmpty()) {
                empty.put(query.panel(), query.measured());
            }
        }
        assertThat(empty).isEmpty();
    }

    private static void assertThatAllRulesAreEvaluated(Prometheus prometheus) {
        assertThat(prometheus.rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.path("health").asString()).as(rule.toString()).isEqualTo("ok");
            if (rule.path("type").asString().equals("recording")) {
                assertThat(prometheus.query(rule.path("name").asString())).as(rule.toString()).isNotEmpty();
            }
        });
    }

    private void assertThatPromtoolAcceptsTheMetrics(Site site) throws Exception {
        for (Part part : List.of(Part.API, Part.ENGINE_1)) {
            Path exposed = Files.writeString(directory.resolve(part + ".txt"), site.exposed(part));
            assertThat(new Tool(directory, Map.of()).run("bash", "-c", "promtool check metrics < " + exposed))
                    .as(part.kind()).isEmpty();
        }
    }

    private static List<String> alerts(Prometheus prometheus) {
        return prometheus.rules().stream().filter(rule -> rule.path("type").asString().equals("alerting"))
                .map(rule -> rule.path("name").asString()).sorted().toList();
    }

    /** Events of many leads. Every other lead has an address, and gets an e-mail a second later. */
    private static final class Questions implements Supplier<ProducerRecord<byte[], byte[]>> {

        private int count;

        @Override
        public ProducerRecord<byte[], byte[]> get() {
            String leadId = "asking-" + count++;
            Map<String, Object> lead = count % 2 == 0 ? Map.of() : Map.of("email", leadId + "@leads.example");
            Map<String, Object> event = Map.of("id", "q-" + count, "type", "question.asked", "organizationId",
                    ORGANIZATION, "leadId", leadId, "lead", lead);
            return new ProducerRecord<>(Topics.LEAD_EVENTS, TopicReader.home(leadId, Site.PARTITIONS),
                    leadId.getBytes(StandardCharsets.UTF_8), JsonCodec.write(event));
        }
    }
}
