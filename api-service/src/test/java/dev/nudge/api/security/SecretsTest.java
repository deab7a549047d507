package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.nudge.api.ApiApplication;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.IdentityProvider;
import dev.nudge.api.support.TestServers;
import dev.nudge.testsupport.EmbeddedServersOnly;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The log and traces never contain tokens, passwords, phone numbers or message texts. */
@ApiTest
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest {

    private static final String PHONE = "+14155550177";
    private static final String TEXT = "canary-of-a-text";
    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String WEBHOOK = "https://hooks.example/canary-of-a-webhook";
    private static final List<String> LIBRARIES = List.of("ROOT", "org.mongodb.driver",
            "org.springframework.boot.SpringApplication", "org.springframework.boot.web.server",
            "org.springframework.web.servlet.PageNotFound");

    private final LoggingSystem logging = LoggingSystem.get(SecretsTest.class.getClassLoader());
    private final Api api;
    private final MongoTemplate store;
    private final String organization = Api.newOrganization();
    private final String token = TestServers.IDENTITY.token("ana", organization, "member", "admin");
    private final Client ana;

    SecretsTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.api = api;
        this.store = store;
        this.ana = api.with(token);
    }

    @AfterEach
    void restoreLogLevels() {
        LIBRARIES.forEach(name -> logging.setLogLevel(name, name.equals("ROOT") ? LogLevel.WARN : LogLevel.ERROR));
        logging.setLogLevel("org.springframework.boot.SpringApplication", LogLevel.OFF);
        logging.setLogLevel("dev.nudge.api", LogLevel.ERROR);
    }

    private void logAt(LogLevel ours) {
        LIBRARIES.forEach(name -> logging.setLogLevel(name, LogLevel.INFO));
        logging.setLogLevel("dev.nudge.api", ours);
    }

    @ParameterizedTest
    @EmbeddedServersOnly("It stops and starts the broker and the database.")
    @EnumSource(value = LogLevel.class, names = {"INFO", "DEBUG"})
    void requests_outages_and_defects_do_not_log_secrets(LogLevel level, CapturedOutput output)
            throws Exception {
        logAt(level);

        sendSecretsEverywhere();
        store.getCollection("leads").insertOne(new Document("_id", organization + ":broken")
                .append("organizationId", organization).append("leadId", "broken").append("attributes", TEXT));
        ana.exchange("GET", "/api/leads/broken", BodyPublishers.noBody()).isProblem(500, "about:blank");
        TestServers.stopMongo();
        try {
            sendSecretsEverywhere();
        } finally {
            TestServers.startMongoAgain();
        }
        await("the database to be available")
                .untilAsserted(() -> ana.get("/api/automations").is(200));
        TestServers.stopKafka();
        try {
            sendSecretsEverywhere();
        } finally {
            TestServers.startKafkaAgain();
        }
        TestServers.IDENTITY.hideKeys(true);
        String unknown = TestServers.IDENTITY.tokenOfNewKey(claims -> claims.subject("ana").claim("org", organization));
        try {
            api.with(unknown).get("/api/automations").is(503);
        } finally {
            TestServers.IDENTITY.hideKeys(false);
        }
        await("Kafka to be available").untilAsserted(
                () -> ana.post("/api/events", Examples.statusChange("lead-7")).is(202));

        assertThat(output.getAll()).contains("the database is unavailable", "Kafka did not acknowledge",
                "The identity provider's keys are unavailable", "GET /api/leads/broken answers 500");
        assertThat(output.getAll()).doesNotContain(PHONE.substring(1), TEXT, "canary-of-a-webhook", token,
                token.substring(token.lastIndexOf('.') + 1), unknown.substring(unknown.lastIndexOf('.') + 1));
    }

    /** Sends secrets in every field that can contain them, in valid and invalid requests. */
    private void sendSecretsEverywhere() throws InterruptedException, ExecutionException {
        Map<String, Object> sms = Map.of("enabled", true, "phoneNumbers", List.of(PHONE), "message", TEXT);
        String event = Json.text(Map.of("type", "message.received", "leadId", "lead-7", "data",
                Map.of("body", TEXT, "direction", "inbound"), "lead", Map.of("phone", PHONE)));
        List<Callable<Answer>> requests = List.of(
                () -> ana.put("/api/organization", Json.text(Map.of("webhookUrl", WEBHOOK))),
                () -> ana.put("/api/organization",
                        Json.text(Map.of("webhookUrl", WEBHOOK + " wrong", "timezone", TEXT))),
                () -> ana.put("/api/templates/hello", Json.text(Map.of("body", TEXT))),
                () -> ana.put("/api/templates/hello", Json.text(Map.of("body", TEXT + "{{", "channel", PHONE))),
                () -> ana.post("/api/templates/hello/preview", Json.text(Map.of("lead", Map.of("phone", PHONE)))),
                () -> createAndPrefer(sms),
                () -> ana.post("/api/automations",
                        Examples.followUpWith("userSmsNotification", Map.of("message", List.of(TEXT)))),
                () -> ana.patch("/api/users/me", Json.text(Map.of("profile", Map.of("phone", PHONE, "name", TEXT)))),
                () -> ana.patch("/api/users/me", Json.text(Map.of("profile", Map.of("phone", PHONE + "x")))),
                () -> ana.post("/api/events", event),
                () -> ana.post("/api/events", event.replace("\"lead-7\"", "7")),
                () -> ana.post("/api/events", event.substring(0, event.length() - 1) + TEXT),
                () -> ana.with("Idempotency-Key", TEXT).post("/api/events", event),
                () -> ana.with("Content-Type", "text/plain").post("/api/events", event),
                () -> ana.post("/api/automations/simulate",
                        Json.text(Map.of("automation", Json.object(Examples.followUp()), "event", Json.object(event)))),
                () -> ana.get("/api/messages?leadId=" + URLEncoder.encode(PHONE, StandardCharsets.UTF_8)),
                () -> ana.get("/api/automations?name=" + TEXT + "&access_token=" + token),
                () -> api.with(token.substring(0, token.length() - 9)).get("/api/automations"),
                () -> api.anonymous().with("Authorization", "Basic " + TEXT).get("/api/automations"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : threads.invokeAll(requests)) {
                assertThat(answer.get().text()).doesNotContain("Exception");
            }
        }
    }

    private Answer createAndPrefer(Map<String, Object> sms) {
        Answer created = ana.post("/api/automations", Examples.followUpWith("userSmsNotification", sms));
        return created.status() == 201
                ? ana.patch("/api/automations/" + created.automationId() + "/preference",
                        Json.text(Map.of("userSmsNotification", sms)))
                : created;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mongodb://nudge:birch/larch@localhost:1/nudge",
            "mongodb://nudge:birch:larch@localhost:1/nudge", "mongodb://nudge:birch@larch@localhost:1/nudge",
            "mongodb://nudge:birch%larch@localhost:1/nudge", "mongodb://nudge:birchlarch@localhost:x/nudge",
            "mongodb://nudge:birchlarch@localhost:1", "mongo://nudge:birchlarch@localhost:1/nudge",
            "mongodb://nudge:birchlarch@/nudge", "mongodb://nudge:birchlarch@localhost:1/nudge?authMechanism=x",
            "mongodb+srv://nudge:birchlarch@localhost:1/nudge", "nudge:birchlarch@localhost"})
    void an_invalid_database_address_is_rejected_without_its_password(String address, CapturedOutput output) {
        assertThatThrownBy(() -> start(address).close()).isInstanceOf(RuntimeException.class);

        assertThat(output.getAll()).contains("Nudge cannot start: Expected a connection string of MongoDB")
                .doesNotContain("birch", "larch");
    }

    @Test
    void the_password_of_an_unavailable_database_is_not_logged_and_spans_contain_neither_paths_nor_messages(
            CapturedOutput output) {
        List<SpanData> spans;
        try (ConfigurableApplicationContext context = start("mongodb://nudge:birchlarch@localhost:1/nudge")) {
            Api unavailable = new Api(context.getEnvironment());
            Client traced = unavailable.with(token).with("traceparent", SAMPLED);
            traced.get("/api/automations").is(503);
            traced.put("/api/suppressions/phone/%2B14155550177", "").is(503);
            for (String path : List.of("/unsubscribe/" + TEXT, "/api/" + TEXT, Exporting.FAILING + TEXT)) {
                traced.exchange("GET", path + "?token=" + TEXT, BodyPublishers.noBody());
            }
            context.getBean(SdkTracerProvider.class).forceFlush().join(10, TimeUnit.SECONDS);
            spans = context.getBean(InMemorySpanExporter.class).getFinishedSpanItems();
        }

        assertThat(output.getAll()).contains("the database is unavailable").doesNotContain("birch", "larch");
        assertThat(spans).extracting(SpanData::getName, span -> tag(span, "http.url"))
                .containsExactlyInAnyOrder(
                        tuple("http get /api/automations", "/api/automations"),
                        tuple("http put /api/suppressions/{channel}/{address}",
                                "/api/suppressions/{channel}/{address}"),
                        tuple("http get /unsubscribe/{signed}", "/unsubscribe/{signed}"),
                        tuple("http get /**", "/**"), tuple("http get", "none"));
        assertThat(spans)
                .filteredOn(span -> Objects.equals(tag(span, "http.url"), "none")).singleElement()
                .satisfies(failed -> {
                    assertThat(failed.getStatus()).isEqualTo(StatusData.error());
                    assertThat(failed.getEvents()).isEmpty();
                    assertThat(tag(failed, "exception")).isEqualTo("IllegalStateException");
                });
        assertThat(spans.toString()).doesNotContain("4155550177", TEXT, "birch",
                "larch");
    }

    private static @Nullable String tag(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    /** Keeps what is exported. Requests below one path fail before they reach a controller. */
    @Configuration(proxyBeanMethods = false)
    static class Exporting {

        static final String FAILING = "/failing/";

        @Bean
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Bean
        FilterRegistrationBean<Filter> failing() {
            FilterRegistrationBean<Filter> failing = new FilterRegistrationBean<>((request, _, _) -> {
                throw new IllegalStateException(((HttpServletRequest) request).getRequestURI());
            });
            failing.addUrlPatterns(FAILING + "*");
            return failing;
        }
    }

    private static ConfigurableApplicationContext start(String storeAddress) {
        String jwt = "--spring.security.oauth2.resourceserver.jwt.";
        return new SpringApplicationBuilder(ApiApplication.class, Exporting.class).run("--server.port=0",
                "--management.server.port=0",
                "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                "--spring.mongodb.uri=" + storeAddress, "--nudge.api.store.timeout=300ms",
                jwt + "jwk-set-uri=" + TestServers.IDENTITY.keysUri(), jwt + "issuer-uri=" + IdentityProvider.ISSUER,
                jwt + "audiences=" + IdentityProvider.AUDIENCE, "--logging.level.root=INFO",
                "--logging.level.dev.nudge.api=DEBUG", "--logging.level.org.mongodb.driver=INFO",
                "--logging.level.org.springframework.boot.SpringApplication=INFO");
    }
}
