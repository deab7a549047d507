package dev.nudge.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import dev.nudge.Topics;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.MessageProvider;
import dev.nudge.engine.provider.Providers;
import dev.nudge.engine.provider.SmtpStub;
import dev.nudge.engine.provider.StubEndpoint;
import dev.nudge.engine.support.LogInMemory;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.engine.support.TestStore;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.provider.Secret;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.FreePorts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * The credentials of providers appear nowhere, although servers repeat what they get and connections fail: not in the
 * log at any level, the metrics, the database or the records.
 */
class DeliverySecretsTest {

    private static final String AUTH_TOKEN = "canaryAuthToken0123456789";
    private static final String API_KEY_SECRET = "canaryApiKeySecret0123456789";
    private static final String PASSWORD = "canaryPassword0123456789";
    private static final String WEBHOOK_KEY = base64("canaryWebhookKey0123456789abcdef");
    private static final List<String> CANARIES = Stream.of(AUTH_TOKEN, API_KEY_SECRET, PASSWORD, WEBHOOK_KEY,
            "canaryWebhookKey0123456789abcdef", "AC1:" + AUTH_TOKEN, "SK1:" + API_KEY_SECRET, "\0nudge\0" + PASSWORD,
            "nudge\0nudge\0" + PASSWORD)
            .flatMap(secret -> Stream.of(secret, base64(secret))).toList();
    private static final Pace PACE = new Pace(1_000, 100, Duration.ofSeconds(5), 2, Duration.ofHours(24),
            Duration.ofSeconds(5));

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final LogInMemory log = new LogInMemory(1, clock, step -> {});
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level levelBefore = Objects.requireNonNull(root.getLevel());
    private final List<Appender<ILoggingEvent>> appendersBefore = new ArrayList<>();
    private @Nullable TestStore store;

    @BeforeEach
    void start(TestInfo test) {
        store = TestStore.startFor(test, directory);
        root.iteratorForAppenders().forEachRemaining(appendersBefore::add);
        appendersBefore.forEach(root::detachAppender);
        logged.list = new CopyOnWriteArrayList<>(); // threads of clients still write to the log
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(levelBefore);
        root.detachAppender(logged);
        appendersBefore.forEach(root::addAppender);
        store().close();
    }

    private TestStore store() {
        return Objects.requireNonNull(store);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that the last request contained, with its credentials also as plain text. */
    private static String echo(StubEndpoint endpoint) {
        StubEndpoint.Request request = endpoint.requests().getLast();
        String authorization = request.headers().getOrDefault("authorization", "Basic ");
        return authorization + " "
                + new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())),
                        StandardCharsets.UTF_8)
                + " " + request.headers() + " " + request.body();
    }

    private static ProviderSettings twilio(int port, boolean hasApiKey) {
        return new ProviderSettings.Twilio("main", PACE, URI.create("http://127.0.0.1:" + port), "AC1",
                Secret.of(AUTH_TOKEN), hasApiKey ? "SK1" : null, hasApiKey ? Secret.of(API_KEY_SECRET) : null, null,
                "+15005550006", Duration.ofSeconds(30));
    }

    private static ProviderSettings smtp(int port) {
        return new ProviderSettings.Smtp("main", PACE, "127.0.0.1", port, "nudge", Secret.of(PASSWORD),
                ProviderSettings.StartTls.NEVER, "hello@example.com", null);
    }

    private static ProviderSettings webhook() {
        return new ProviderSettings.Webhook("main", PACE, () -> List.of("whsec_" + WEBHOOK_KEY), true, true);
    }

    /** Delivers a message, with its retries and look-ups, and returns its document. */
    private Document deliver(ProviderSettings settings, String channel, String to) {
        Map<String, ProviderSettings> byName = Map.of("main", settings);
        Map<String, MessageProvider> providers = Providers.create(new DeliverySettings(null, Map.of(), byName), false,
                clock);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", "m-1");
        json.put("organizationId", "acme");
        json.put("automationId", "follow-up");
        json.put("leadId", "ana");
        json.put("recipientKind", "lead");
        json.put("channel", channel);
        json.put("to", to);
        json.put("text", "Hi Ana");
        json.put("firedAt", Json.text(clock.instant()));
        try (DeliveryPipeline pipeline = DeliveryFixture.with(providers, byName, List.of("main"), store().database(),
                log, new EngineMetrics(meters), clock)) {
            DeliveryFixture.deliver(pipeline,
                    List.of(new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, JsonCodec.write(json))));
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofMinutes(1));
                DeliveryFixture.run(pipeline);
            }
        }
        return Objects.requireNonNull(store().database().getCollection("messages").find().first());
    }

    private void assertThatNoSecretAppears() {
        List<String> lines = logged.list.stream()
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
        List<String> documents = new ArrayList<>();
        for (String collection : store().database().listCollectionNames()) {
            store().database().getCollection(collection).find()
                    .forEach(document -> documents.add(document.toJson()));
        }
        List<String> records = log.records(Topics.LEAD_EVENTS).stream()
                .map(record -> new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8)).toList();

        assertThat(lines).isNotEmpty();
        for (String canary : CANARIES) {
            assertThat(lines).as("log").noneMatch(line -> line.contains(canary));
            assertThat(meters.scrape()).as("metrics").doesNotContain(canary);
            assertThat(documents).as("documents").noneMatch(document -> document.contains(canary));
            assertThat(records).as("records").noneMatch(record -> record.contains(canary));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 400, 401, 404, 429, 500})
    void twilio_repeats_the_credentials_in_the_explanation(int status) {
        for (boolean hasApiKey : List.of(false, true)) {
            try (StubEndpoint twilio = StubEndpoint.that((out, endpoint) -> StubEndpoint.answers(status,
                    "Location: /" + echo(endpoint).replaceAll("\\s", "") + "\r\n",
                    new String(JsonCodec.write(Map.of("code", 20003, "message", echo(endpoint))),
                            StandardCharsets.UTF_8))
                    .answer(out, endpoint))) {
                store().database().getCollection("messages").deleteMany(new Document());

                Document message = deliver(twilio(twilio.port(), hasApiKey), "sms", "+14155550100");

                assertThat(message.toJson()).contains("\"providerCode\"");
                assertThat(twilio.requests().getFirst().headers().get("authorization"))
                        .isEqualTo("Basic " + base64(hasApiKey ? "SK1:" + API_KEY_SECRET : "AC1:" + AUTH_TOKEN));
                assertThatNoSecretAppears();
            }
        }
        assertThat(status == 400 ? kept() : "***").contains("***");
    }

    private String kept() {
        return Objects.requireNonNull(store().database().getCollection("messages").find().first()).toJson();
    }

    @Test
    void twilio_repeats_the_credentials_where_http_does_not_permit_it() {
        try (StubEndpoint twilio = StubEndpoint
                .that((out, endpoint) -> StubEndpoint.write(out, "400 " + echo(endpoint) + "\r\n\r\n"))) {
            deliver(twilio(twilio.port(), false), "sms", "+14155550100");

            assertThat(twilio.requests()).isNotEmpty();
            assertThatNoSecretAppears();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH", "MAIL", "RCPT", "DATA", "."})
    void a_mail_server_repeats_the_credentials_in_a_refusal(String step) throws IOException {
        for (int code : List.of(250, 450, 550)) {
            try (SmtpStub mail = mailServer().replies(step, code + " queued as " + PASSWORD + " "
                    + base64("\0nudge\0" + PASSWORD) + " " + base64(PASSWORD) + " " + PASSWORD)) {
                store().database().getCollection("messages").deleteMany(new Document());

                Document message = deliver(smtp(mail.port()), "email", "ana@example.com");

                assertThat(mail.received()).filteredOn(line -> line.startsWith("AUTH PLAIN ")).isNotEmpty()
                        .allMatch(line -> CANARIES.stream().anyMatch(line::contains));
                assertThat(code == 550 ? message.getString("providerText") : "***").contains("***");
                assertThatNoSecretAppears();
            }
        }
    }

    private static SmtpStub mailServer() throws IOException {
        return new SmtpStub().replies("EHLO", "250-stub\r\n250 AUTH PLAIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH", "MAIL", "."})
    void the_connection_to_a_mail_server_ends(String step) throws IOException {
        try (SmtpStub mail = mailServer().closesAt(step)) {
            deliver(smtp(mail.port()), "email", "ana@example.com");

            assertThatNoSecretAppears();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 410, 429, 500})
    void a_webhook_repeats_what_it_gets(int status) {
        try (StubEndpoint endpoint = StubEndpoint.that((out, stub) -> StubEndpoint.answers(status, "",
                stub.requests().getLast().toString()).answer(out, stub))) {
            Document message = deliver(webhook(), "webhook", endpoint.url());

            assertThat(message.getString("providerText")).contains(Integer.toString(status));
            assertThat(endpoint.requests().getFirst().headers()).containsKey("webhook-signature");
            assertThatNoSecretAppears();
        }
    }

    @Test
    void no_server_can_be_reached() {
        int closed = FreePorts.any();
        for (Supplier<Document> attempt : List.<Supplier<Document>>of(
                () -> deliver(twilio(closed, false), "sms", "+14155550100"),
                () -> deliver(twilio(closed, true), "sms", "+14155550100"),
                () -> deliver(smtp(closed), "email", "ana@example.com"),
                () -> deliver(webhook(), "webhook", "http://127.0.0.1:" + closed + "/"))) {
            store().database().getCollection("messages").deleteMany(new Document());

            assertThat(attempt.get()).containsEntry("state", "FAILED").containsEntry("providerCode", "CONNECTION");
            assertThatNoSecretAppears();
        }
    }

    @Test
    void the_text_forms_of_settings_contain_no_secret() {
        String text = List.of(twilio(1, true), smtp(1), webhook()).toString();

        assertThat(CANARIES).noneMatch(text::contains);
    }
}
