package dev.nudge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.nudge.Topics;
import dev.nudge.engine.provider.StubEndpoint;
import dev.nudge.engine.support.RunningEngine;
import dev.nudge.json.JsonCodec;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What an operator sees of an engine on a broker and a database: one trace from a producer's header to a provider; a
 * log in JSON with the ids of traces and messages; and nowhere what records contain.
 */
@ExtendWith(OutputCaptureExtension.class)
class ObservedEngineTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PRODUCER_SPAN = "00f067aa0ba902b7";
    private static final Map<String, Object> SEND = Map.of("sendMessage",
            List.of(Map.of("template", "hello", "channel", "webhook")));
    private static final InMemorySpanExporter EXPORTED = InMemorySpanExporter.create();

    @TempDir
    static Path directory;
    static RunningEngine engine;
    static StubEndpoint provider;

    /** Keeps what is exported. */
    @Configuration(proxyBeanMethods = false)
    static class Exporting {
        @Bean
        SpanExporter exporter() {
            return EXPORTED;
        }
    }

    @BeforeAll
    static void start() {
        provider = StubEndpoint.that(StubEndpoint.answers(204));
        engine = RunningEngine.in(directory);
        engine.collection("organizations").insertOne(new Document("_id", RunningEngine.ORGANIZATION)
                .append("webhookUrl", provider.url()).append("version", 1));
        engine.collection("templates").insertOne(new Document("_id", RunningEngine.ORGANIZATION + ":hello")
                .append("organizationId", RunningEngine.ORGANIZATION).append("name", "hello")
                .append("body", "Hello {{firstName}}, canarytext")
                .append("version", 1));
        engine.start(Exporting.class, "logging.config=classpath:logback-spring.xml",
                "spring.profiles.active=json-logs", "logging.level.dev.nudge=TRACE",
                "management.opentelemetry.tracing.export.schedule-delay=50ms",
                "nudge.delivery.channels.webhook=hook", "nudge.delivery.providers.hook.type=webhook",
                "nudge.delivery.providers.hook.allow-http=true",
                "nudge.delivery.providers.hook.allow-private-addresses=true",
                "nudge.delivery.providers.hook.secrets=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        engine.automation("on-event", Map.of("event", "lead.welcome", "triggerLogicType", "event", "actions", SEND));
        engine.automation("after-a-second", Map.of("event", "lead.wait", "triggerLogicType", "timer", "timerLogic",
                Map.of("delay", 1, "unit", "seconds"), "maxFollowUpCount", 1, "actions", SEND));
    }

    @AfterAll
    static void stop() throws JoranException {
        engine.close();
        provider.close();
        LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        logs.reset();
        new ContextInitializer(logs).autoConfig(); // other tests expect the log of tests
    }

    @Test
    void the_trace_of_a_producers_header_reaches_the_provider() {
        event("e1", "lead.welcome", "ana", "00-" + TRACE + "-" + PRODUCER_SPAN + "-01");

        StubEndpoint.Request request = requestFor("ana");
        SpanData decided = span("process lead.events", "ana");
        SpanData sent = span("send webhook", "ana");
        assertThat(decided.getTraceId()).isEqualTo(TRACE);
        assertThat(decided.getParentSpanId()).isEqualTo(PRODUCER_SPAN);
        assertThat(decided.getEvents()).extracting(event -> event.getName())
                .containsExactly("decision on-event FIRED IMMEDIATE");
        assertThat(sent.getTraceId()).isEqualTo(TRACE);
        assertThat(sent.getParentSpanId()).isEqualTo(decided.getSpanId());
        assertThat(request.headers()).containsEntry("traceparent", headerOf(sent.getSpanContext()));
        assertThat(headersOf(Topics.MESSAGE_COMMANDS, "ana")).containsExactly(headerOf(decided.getSpanContext()));
        assertThat(headersOf(Topics.AUTOMATION_DECISIONS, "ana")).containsExactly(headerOf(decided.getSpanContext()));
    }

    @Test
    void a_timer_begins_a_trace_that_is_linked_to_the_event_that_set_it() {
        event("w1", "lead.wait", "ben", "00-" + TRACE + "-" + PRODUCER_SPAN + "-01");

        StubEndpoint.Request request = requestFor("ben");
        SpanData set = EXPORTED.getFinishedSpanItems().stream()
                .filter(span -> isOf(span, "ben") && span.getTraceId().equals(TRACE))
                .findFirst().orElseThrow();
        SpanData fired = EXPORTED.getFinishedSpanItems().stream().filter(
                span -> isOf(span, "ben") && span.getName().equals("process lead.events") && !span.getLinks().isEmpty())
                .findFirst().orElseThrow();
        SpanData sent = span("send webhook", "ben");
        assertThat(fired.getTraceId()).isNotEqualTo(TRACE);
        assertThat(fired.getParentSpanContext().isValid()).isFalse();
        assertThat(fired.getLinks()).extracting(LinkData::getSpanContext).extracting(SpanContext::getSpanId)
                .containsExactly(set.getSpanId());
        assertThat(sent.getTraceId()).isEqualTo(fired.getTraceId());
        assertThat(request.headers()).containsEntry("traceparent", headerOf(sent.getSpanContext()));
    }

    @Test
    void nothing_is_recorded_or_stored_for_an_event_without_a_sampled_header() {
        event("n1", "lead.welcome", "cleo", null);
        event("n2", "lead.welcome", "dora", "00-" + TRACE + "-" + PRODUCER_SPAN + "-00");
        event("n3", "lead.welcome", "eve", "00-" + TRACE + "-nonsense-01");
        event("n4", "lead.welcome", "flo", "x".repeat(10_000));

        for (String lead : List.of("cleo", "dora", "eve", "flo")) {
            assertThat(requestFor(lead).headers()).doesNotContainKey("traceparent");
            assertThat(headersOf(Topics.MESSAGE_COMMANDS, lead)).isEmpty();
            assertThat(EXPORTED.getFinishedSpanItems()).noneMatch(span -> isOf(span, lead));
            assertThat(document("leads", lead).toJson()).doesNotContain("traceparent", "timerTraces");
            assertThat(document("messages", lead).toJson()).doesNotContain("traceparent");
        }
    }

    @Test
    void lines_of_the_log_are_json_with_the_ids_of_the_trace_and_the_message(CapturedOutput output) {
        engine.automation("by-sms", Map.of("event", "lead.sms", "triggerLogicType", "event", "actions",
                Map.of("sendMessage", List.of(Map.of("template", "hello", "channel", "sms")))));
        await("the automation to be known").untilAsserted(() -> {
            engine.send(Topics.LEAD_EVENTS, "probe", JsonCodec.write(Map.of("id", "g" + System.nanoTime(), "type",
                    "lead.sms", "organizationId", RunningEngine.ORGANIZATION, "leadId", "probe", "lead",
                    Map.of("phone", "+14155550100"))));
            assertThat(engine.json(Topics.MESSAGE_COMMANDS)).anyMatch(message -> "probe".equals(message.get("leadId")));
        });
        ProducerRecord<byte[], byte[]> traced = new ProducerRecord<>(Topics.LEAD_EVENTS,
                "gus".getBytes(StandardCharsets.UTF_8), JsonCodec.write(Map.of("id", "s1", "type", "lead.sms",
                        "organizationId", RunningEngine.ORGANIZATION, "leadId", "gus", "lead",
                        Map.of("phone", "+14155550101"))));
        traced.headers().add("traceparent",
                ("00-" + TRACE + "-" + PRODUCER_SPAN + "-01").getBytes(StandardCharsets.UTF_8));
        engine.queue(traced);
        engine.flush();

        await("the line of the traced message").until(() -> sent(output).anyMatch(line -> line.contains(TRACE)));
        assertThat(sent(output).map(line -> JsonCodec.readObject(line.getBytes(StandardCharsets.UTF_8)).orThrow()))
                .allSatisfy(line -> {
                    assertThat(line).containsKeys("@timestamp", "message", "log", "ecs")
                            .hasEntrySatisfying("service", service -> assertThat(service.toString())
                                    .contains("nudge-engine"));
                    assertThat(String.valueOf(line.get("message"))).contains("Sent " + line.get("correlationId"));
                });
    }

    private static Stream<String> sent(CapturedOutput output) {
        return output.getAll().lines().filter(line -> line.startsWith("{") && line.contains("\"Sent m-"));
    }

    @Test
    void nothing_that_records_contain_is_in_the_log_the_metrics_or_the_traces(CapturedOutput output) {
        String header = "00-" + TRACE + "-" + PRODUCER_SPAN + "-01";
        for (String topic : List.of(Topics.LEAD_EVENTS, Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS,
                Topics.MESSAGE_STATUS, Topics.AUTOMATION_EVENTS)) {
            for (String value : List.of("canarytext", "{\"id\":\"x\",\"canaryfield\":\"Ana Canaryname\"",
                    planted("\"type\":[\"canarytext\"]"), planted("\"channel\":\"canarychannel\""),
                    planted("\"type\":\"lead.welcome\",\"occurredAt\":\"canarytime\",\"data\":\"canarytext\""),
                    planted("\"leadId\":{\"name\":\"Ana Canaryname\"}"))) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic,
                        "canarykey".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
                record.headers().add("canaryheader", "canarytext".getBytes(StandardCharsets.UTF_8));
                record.headers().add("traceparent", "canarytext".getBytes(StandardCharsets.UTF_8));
                engine.queue(record);
            }
        }
        ProducerRecord<byte[], byte[]> valid = new ProducerRecord<>(Topics.LEAD_EVENTS,
                "ivy".getBytes(StandardCharsets.UTF_8), JsonCodec.write(Map.of("id", "i1", "type", "lead.welcome",
                        "organizationId", RunningEngine.ORGANIZATION, "leadId", "ivy", "data",
                        Map.of("body", "canarytext"), "lead", Map.of("firstName", "Ana Canaryname", "phone",
                                "+14155559876", "email", "canarymail@example.com"))));
        valid.headers().add("traceparent", header.getBytes(StandardCharsets.UTF_8));
        engine.queue(valid);
        engine.flush();

        assertThat(requestFor("ivy").body()).contains("Hello Ana Canaryname, canarytext");
        assertThat(span("send webhook", "ivy").getTraceId()).isEqualTo(TRACE);
        for (String topic : List.of(Topics.MESSAGE_COMMANDS, Topics.AUTOMATION_DECISIONS, Topics.AUTOMATION_EVENTS,
                Topics.MESSAGE_STATUS)) {
            await("the refused records of " + topic).until(() -> engine.failed(topic) > 0);
        }
        List<String> seen = List.of(output.getAll(), engine.scrape(), EXPORTED.getFinishedSpanItems().toString());
        assertThat(output.getAll()).contains("could not be read");
        for (String planted : List.of("canary", "Canaryname", "14155559876", "415555")) {
            assertThat(seen).noneMatch(text -> text.contains(planted));
        }
    }

    private static String planted(String field) {
        return "{\"id\":\"x1\",\"organizationId\":\"" + RunningEngine.ORGANIZATION
                + "\",\"leadId\":\"joe\",\"to\":\"+14155559876\",\"text\":\"canarytext\"," + field + "}";
    }

    private static void event(String id, String type, String leadId, @Nullable String traceparent) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.LEAD_EVENTS,
                leadId.getBytes(StandardCharsets.UTF_8), JsonCodec.write(Map.of("id", id, "type", type,
                        "organizationId", RunningEngine.ORGANIZATION, "leadId", leadId, "lead", Map.of())));
        if (traceparent != null) {
            record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
        }
        engine.queue(record);
        engine.flush();
    }

    private static StubEndpoint.Request requestFor(String leadId) {
        await("the webhook for " + leadId).until(() -> provider.requests().stream().anyMatch(of(leadId)));
        return provider.requests().stream().filter(of(leadId)).findFirst().orElseThrow();
    }

    private static Predicate<StubEndpoint.Request> of(String leadId) {
        return request -> request.body().contains("\"leadId\":\"" + leadId + "\"");
    }

    private static SpanData span(String name, String leadId) {
        await(name + " of " + leadId).until(
                () -> EXPORTED.getFinishedSpanItems().stream()
                        .anyMatch(span -> span.getName().equals(name) && isOf(span, leadId)));
        return EXPORTED.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name) && isOf(span, leadId)).findFirst()
                .orElseThrow();
    }

    private static boolean isOf(SpanData span, String leadId) {
        return span.getAttributes().asMap().entrySet().stream()
                .anyMatch(attribute -> attribute.getKey().getKey().equals("nudge.lead")
                        && attribute.getValue().equals(leadId));
    }

    private static String headerOf(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-01";
    }

    private static List<String> headersOf(String topic, String leadId) {
        return engine.records(topic).stream()
                .filter(record -> new String(record.value(), StandardCharsets.UTF_8)
                        .contains("\"leadId\":\"" + leadId + "\""))
                .map(record -> record.headers().lastHeader("traceparent")).filter(header -> header != null)
                .map(Header::value).map(value -> new String(value, StandardCharsets.UTF_8)).toList();
    }

    private static Document document(String collection, String leadId) {
        return engine.collection(collection).find(new Document("leadId", leadId)).into(new ArrayList<>())
                .getFirst();
    }
}
