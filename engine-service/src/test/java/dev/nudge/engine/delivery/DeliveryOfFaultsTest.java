package dev.nudge.engine.delivery;

import static dev.nudge.engine.delivery.FaultyServer.Webhook.answers;
import static dev.nudge.engine.delivery.FaultyServer.Webhook.closes;
import static dev.nudge.engine.delivery.FaultyServer.Webhook.hangs;
import static dev.nudge.message.MessageState.EXPIRED;
import static dev.nudge.message.MessageState.FAILED;
import static dev.nudge.message.MessageState.OPTED_OUT;
import static dev.nudge.message.MessageState.SENT;
import static dev.nudge.message.MessageState.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import dev.nudge.Topics;
import dev.nudge.automation.Channel;
import dev.nudge.automation.ChannelSettings;
import dev.nudge.automation.Organization;
import dev.nudge.configuration.ConfigurationChange.OrganizationChanged;
import dev.nudge.engine.delivery.FaultyServer.Smtp;
import dev.nudge.engine.delivery.FaultyServer.Twilio;
import dev.nudge.engine.delivery.FaultyServer.Webhook;
import dev.nudge.engine.metrics.EngineMetrics;
import dev.nudge.engine.provider.Providers;
import dev.nudge.engine.provider.SmtpStub;
import dev.nudge.engine.provider.StubEndpoint;
import dev.nudge.engine.record.FailedRecords;
import dev.nudge.engine.record.OutboundRecord;
import dev.nudge.engine.record.RecordIsolation;
import dev.nudge.engine.record.RecordLog;
import dev.nudge.engine.registry.Registry;
import dev.nudge.engine.support.ConfigurationsInMemory;
import dev.nudge.engine.support.TestStore;
import dev.nudge.infrastructure.provider.DeliverySettings;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.tracing.Traces;
import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.message.MessageState;
import dev.nudge.testsupport.TwilioStub.Fault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a message for each fault of a provider: the pipeline with its threads, the providers, and servers
 * that speak their protocols (G1 to G3). The same table is in the documentation.
 */
class DeliveryOfFaultsTest {

    private static final String WRITE = "nudge.faults.write";
    private static final Path PAGE = Path.of("../docs/delivery-faults.md");
    private static final String BEGIN = "<!-- faults -->\n";
    private static final String END = "<!-- /faults -->\n";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For servers that answer, even on a busy machine. */
    private static final Pace PATIENT = pace(Duration.ofSeconds(20));
    private static final Pace IMPATIENT = pace(Duration.ofSeconds(1));

    @TempDir
    static Path directory;

    private static final List<Row> ROWS = new ArrayList<>();
    private static final Queue<OutboundRecord> APPENDED = new ConcurrentLinkedQueue<>();
    private static TestStore store;
    private static DeliveryPipeline pipeline;

    /**
     * A message for which a server has a fault.
     *
     * @param second the next provider of the channel
     * @param window how long the message can be sent
     */
    record Row(String id, String fault, Pace pace, FaultyServer server, @Nullable FaultyServer second,
            @Nullable Duration window, End end) {

        Row with(FaultyServer next) {
            return new Row(id, fault, pace, server, next, window, end);
        }

        Row within(Duration time) {
            return new Row(id, fault, pace, server, second, time, end);
        }

        Row impatiently() {
            return new Row(id, fault, IMPATIENT, server, second, window, end);
        }

        List<ProviderSettings> providers() {
            return Stream.concat(Stream.of(server.settings(id, pace)),
                    Stream.ofNullable(second).map(next -> next.settings(id + "-second", pace))).toList();
        }

        Organization organization() {
            Organization none = Organization.withoutSettings(id);
            return new Organization(id, null, null, none.maxEventAge(), none.ceilingPerHour(), List.of(), null,
                    none.holidays(), null, none.optOutWords(), none.optInWords(),
                    Map.of(server.channel(), new ChannelSettings(
                            providers().stream().map(ProviderSettings::name).toList(), null, null, null)),
                    1);
        }

        int taken() {
            return server.taken() + (second == null ? 0 : second.taken());
        }

        String line() {
            String provider = switch (server) {
                case Twilio _ -> "Twilio";
                case Smtp _ -> "SMTP";
                case Webhook _ -> "webhook";
            };
            return "| " + provider + " | " + fault + " | " + end.line();
        }

        @Override
        public String toString() {
            return line();
        }
    }

    /**
     * How a message ends.
     *
     * @param attempts their results, with those of look-ups in parentheses
     * @param taken how many times the servers took it
     */
    record End(MessageState state, @Nullable String code, List<String> attempts, int taken) {

        String line() {
            return "`" + state + "` | " + (code == null ? "" : "`" + code + "`") + " | "
                    + attempts.stream().map(attempt -> attempt.toLowerCase(Locale.ROOT).replace('_', ' '))
                            .collect(Collectors.joining(", "))
                    + " | " + taken + " |";
        }
    }

    private static End ends(MessageState state, @Nullable String code, int taken, String... attempts) {
        return new End(state, code, List.of(attempts), taken);
    }

    private static Pace pace(Duration timeout) {
        return new Pace(1_000, 100, timeout, 3, Duration.ofHours(24), Duration.ofMillis(300));
    }

    private static Row row(String fault, FaultyServer server, End end) {
        Row row = new Row("row-" + ROWS.size(), fault, PATIENT, server, null, null, end);
        ROWS.add(row);
        return row;
    }

    private static void replace(Row row) {
        ROWS.set(ROWS.size() - 1, row);
    }

    private static void describeTwilio() {
        row("answers 201", Twilio.that(), ends(SENT, null, 1, "ACCEPTED"));
        row("answers 400 with 21211: the number is invalid",
                Twilio.that(Fault.error(400, 21211, "The 'To' number is not a valid phone number.")),
                ends(FAILED, "21211", 0, "REJECTED"));
        row("answers 400 with 21610: the recipient has opted out",
                Twilio.that(Fault.error(400, 21610, "Attempt to send to unsubscribed recipient")),
                ends(OPTED_OUT, "21610", 0, "REJECTED"));
        row("answers 401", Twilio.that(Fault.error(401, 20003, "Authenticate")), ends(FAILED, "20003", 0, "REJECTED"));
        replace(row("answers 401; the channel has a second provider",
                Twilio.that(Fault.error(401, 20003, "Authenticate")),
                ends(SENT, null, 1, "REJECTED", "ACCEPTED")).with(Twilio.that()));
        row("answers 429 with `Retry-After`, then 201", Twilio.that(throttled(1)),
                ends(SENT, null, 1, "THROTTLED", "ACCEPTED"));
        replace(row("answers 429; the window closes before the next attempt", Twilio.that(throttled(5)),
                ends(EXPIRED, "20429", 0, "THROTTLED")).within(Duration.ofSeconds(4)));
        row("takes the message and answers 500", Twilio.that(new Fault.AcceptAndAnswer(500, "")),
                ends(SENT, null, 1, "UNKNOWN (FOUND)"));
        row("answers 500 without taking the message", Twilio.that(new Fault.Refuse(500, Map.of(), "")),
                ends(FAILED, "500", 0, "UNKNOWN (NOT_FOUND)"));
        row("takes the message and answers 500; the first look-up fails",
                Twilio.that(new Fault.AcceptAndAnswer(500, "")).withLookUps(new Fault.Refuse(503, Map.of(), "")),
                ends(SENT, null, 1, "UNKNOWN (FOUND)"));
        replace(row("takes the message and does not answer", Twilio.that(new Fault.AcceptAndHold()),
                ends(SENT, null, 1, "UNKNOWN (FOUND)")).impatiently());
        replace(row("does not answer, and has not taken the message", Twilio.that(new Fault.Hold()),
                ends(FAILED, "TIMEOUT", 0, "UNKNOWN (NOT_FOUND)")).impatiently());
        replace(row("does not answer, and has not taken the message; the channel has a second provider",
                Twilio.that(new Fault.Hold()), ends(FAILED, "TIMEOUT", 0, "UNKNOWN (NOT_FOUND)")).impatiently()
                .with(Twilio.that()));
        row("takes the message and closes the connection", Twilio.that(new Fault.AcceptAndClose()),
                ends(SENT, null, 1, "UNKNOWN (FOUND)"));
        row("closes the connection after the request", Twilio.that(new Fault.Close()),
                ends(FAILED, "CONNECTION_LOST", 0, "UNKNOWN (NOT_FOUND)"));
        row("takes the message; its answer is no valid JSON", Twilio.that(new Fault.AcceptAndAnswer(201, "{\"sid\": ")),
                ends(SENT, null, 1, "UNKNOWN (FOUND)"));
        row("answers 201 late, within the time-out", Twilio.that(new Fault.AcceptAndDelay(Duration.ofSeconds(1))),
                ends(SENT, null, 1, "ACCEPTED"));
        replace(row("answers 201 after the time-out", Twilio.that(new Fault.AcceptAndDelay(Duration.ofSeconds(2))),
                ends(SENT, null, 1, "UNKNOWN (FOUND)")).impatiently());
        row("refuses the first connection", Twilio.down(), ends(SENT, null, 1, "REJECTED", "ACCEPTED"));
    }

    private static Fault throttled(int seconds) {
        return new Fault.Refuse(429, Map.of("Retry-After", String.valueOf(seconds)),
                "{\"code\": 20429, \"message\": \"Too Many Requests\", \"status\": 429}");
    }

    private static void describeSmtp() {
        smtp("replies 250", Smtp.stubThat(), ends(SENT, null, 1, "ACCEPTED"));
        smtp("replies 550 to the recipient", Smtp.stubThat().replies("RCPT", "550 5.1.1 No such user"),
                ends(FAILED, "550", 0, "REJECTED"));
        smtp("replies 450 to the recipient, then 250",
                Smtp.stubThat().repliesFirst("RCPT", "450 4.2.0 Greylisted, try again later"),
                ends(SENT, null, 1, "REJECTED", "ACCEPTED"));
        smtp("replies 450 to the recipient at each attempt", Smtp.stubThat().replies("RCPT", "450 4.2.0 Mailbox busy"),
                ends(FAILED, "450", 0, "REJECTED", "REJECTED", "REJECTED"));
        smtp("replies 421 to the first connection", Smtp.stubThat().repliesFirst(SmtpStub.GREETING, "421 Too busy"),
                ends(SENT, null, 1, "REJECTED", "ACCEPTED"));
        smtp("closes the connection after the final dot", Smtp.stubThat().closesAt(SmtpStub.END),
                ends(UNKNOWN, "CONNECTION", 1, "UNKNOWN"));
        smtp("does not reply to the final dot", Smtp.stubThat().holdsAt(SmtpStub.END),
                ends(UNKNOWN, "TIMEOUT", 1, "UNKNOWN"));
        replace(ROWS.getLast().impatiently());
    }

    private static void smtp(String fault, SmtpStub stub, End end) {
        row(fault, new Smtp(stub), end);
    }

    private static void describeWebhook() {
        row("answers 200", Webhook.that(answers(200)), ends(SENT, null, 1, "ACCEPTED"));
        row("answers 400", Webhook.that(answers(400)), ends(FAILED, "400", 0, "REJECTED"));
        row("answers 410", Webhook.that(answers(410)), ends(FAILED, "410", 0, "REJECTED"));
        row("answers 302 to another address", Webhook.that(answers(302, "Location: http://127.0.0.1:1/\r\n")),
                ends(FAILED, "302", 0, "REJECTED"));
        row("answers 429 with `Retry-After`, then 200", Webhook.that(answers(429, "Retry-After: 1\r\n"), answers(200)),
                ends(SENT, null, 1, "THROTTLED", "ACCEPTED"));
        row("answers 500, then 200", Webhook.that(answers(500), answers(200)),
                ends(SENT, null, 1, "REJECTED", "ACCEPTED"));
        row("answers 500 at each attempt", Webhook.that(answers(500)),
                ends(FAILED, "500", 0, "REJECTED", "REJECTED", "REJECTED"));
        row("closes the connection after the request, then answers 200", Webhook.that(closes(), answers(200)),
                ends(SENT, null, 2, "UNKNOWN", "ACCEPTED"));
        replace(row("does not answer, then answers 200 to the same `webhook-id`", Webhook.that(hangs(), answers(200)),
                ends(SENT, null, 2, "UNKNOWN", "ACCEPTED")).impatiently());
        replace(row("does not answer at any attempt", Webhook.that(hangs()),
                ends(UNKNOWN, "TIMEOUT", 3, "UNKNOWN", "UNKNOWN", "UNKNOWN")).impatiently());
        row("has a private address, which is not allowed", Webhook.that(answers(200)).atAForbiddenAddress(),
                ends(FAILED, "EGRESS", 0, "REJECTED"));
    }

    @BeforeAll
    static void send(TestInfo test) {
        store = TestStore.startFor(test, directory);
        describeTwilio();
        describeSmtp();
        describeWebhook();
        pipeline = pipeline();
        pipeline.start();
        List<Row> faultless = ROWS.stream().filter(row -> row.end().attempts().equals(List.of("ACCEPTED"))).toList();
        pipeline.onMessage(faultless.stream().map(row -> command(row, "m-" + row.id())).toList());
        faultless.forEach(DeliveryOfFaultsTest::awaitEnd); // so that the time-outs of others do not include class loading
        pipeline.onMessage(ROWS.stream().filter(row -> !faultless.contains(row))
                .map(row -> command(row, "m-" + row.id())).toList());
        for (Row row : ROWS) {
            if (row.server() instanceof Twilio twilio && twilio.isDown()) {
                await("the first attempt").atMost(PATIENCE).until(() -> !Attempt.history(message(row)).isEmpty());
                twilio.start();
            }
        }
    }

    private static DeliveryPipeline pipeline() {
        Map<String, ProviderSettings> providers = ROWS.stream().flatMap(row -> row.providers().stream())
                .collect(Collectors.toMap(ProviderSettings::name, settings -> settings));
        Map<Channel, List<String>> channels = new HashMap<>();
        Arrays.stream(Channel.values()).forEach(channel -> channels.put(channel, List.of("row-0")));
        DeliverySettings settings = new DeliverySettings(null, channels, providers);
        Registry registry = new Registry(new ConfigurationsInMemory());
        ROWS.forEach(row -> registry.apply(new OrganizationChanged(row.organization())));
        RecordLog log = record -> {
            APPENDED.add(record);
            return CompletableFuture.completedFuture(record);
        };
        EngineMetrics metrics = new EngineMetrics(new SimpleMeterRegistry());
        DeliveryPipeline created = new DeliveryPipeline(store.database(), settings,
                Providers.create(settings, false, InstantSource.system()), registry,
                new DeliveryLinks(settings, store.database()), log, new FailedRecords(log, metrics),
                new RecordIsolation(() -> false), metrics, InstantSource.system(), null, Traces.OFF);
        created.assigned(List.of(0), 1);
        return created;
    }

    @AfterAll
    static void stop() throws InterruptedException {
        pipeline.close(PATIENCE);
        ROWS.forEach(row -> {
            row.server().close();
            if (row.second() != null) {
                row.second().close();
            }
        });
        ROWS.clear();
        APPENDED.clear();
        store.close();
    }

    private static ConsumerRecord<byte[], byte[]> command(Row row, String id) {
        Instant now = Instant.now();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("organizationId", row.id());
        json.put("automationId", "follow-up");
        json.put("leadId", "ana");
        json.put("recipientKind", "lead");
        json.put("channel", row.server().channel().json());
        json.put("to", row.server().to());
        json.put("subject", "Hello");
        json.put("text", "Hi Ana");
        json.put("firedAt", Json.text(now));
        json.put("notAfter", row.window() == null ? null : Json.text(now.plus(row.window())));
        return new ConsumerRecord<>(Topics.MESSAGE_COMMANDS, 0, 0, null, JsonCodec.write(json));
    }

    private static Document message(Row row) {
        return message("m-" + row.id());
    }

    private static Document message(String id) {
        return Objects.requireNonNullElseGet(
                store.database().getCollection("messages").find(Filters.eq("_id", id)).first(), Document::new);
    }

    private static void awaitEnd(Row row) {
        await("the end of " + row).atMost(PATIENCE).until(() -> hasEnded(message(row)));
    }

    private static boolean hasEnded(Document message) {
        return message.containsKey("state") && !message.containsKey("nextAttemptAt");
    }

    static List<Row> rows() {
        return ROWS;
    }

    @ParameterizedTest // G1, G2, G3
    @MethodSource("rows")
    void a_message_ends_as_the_table_says(Row row) {
        awaitEnd(row);

        Document message = message(row);
        List<String> attempts = Attempt.history(message).stream()
                .map(attempt -> attempt.getString("result")
                        + (attempt.containsKey("lookUp") ? " (" + attempt.getString("lookUp") + ")" : ""))
                .toList();
        assertThat(new End(MessageState.valueOf(message.getString("state")), message.getString("providerCode"),
                attempts, row.taken())).as("%s", message).isEqualTo(row.end());
        if (row.end().state() == FAILED || row.end().state() == UNKNOWN) {
            assertThat(message.getString("reason")).isNotBlank();
        }
    }

    @ParameterizedTest // G4
    @MethodSource("rows")
    void exactly_the_sent_messages_are_reported_to_their_leads(Row row) {
        awaitEnd(row);

        assertThat(APPENDED.stream().filter(record -> record.topic().equals(Topics.LEAD_EVENTS))
                .map(record -> new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8))
                .filter(event -> event.contains("\"sent-m-" + row.id() + "\"")))
                .hasSize(row.end().state() == SENT ? 1 : 0);
    }

    @Test // G1
    void only_webhooks_are_handed_a_message_twice_and_with_the_same_id() {
        ROWS.forEach(DeliveryOfFaultsTest::awaitEnd);

        for (Row row : ROWS) {
            if (row.server() instanceof Webhook webhook) {
                assertThat(webhook.endpoint().requests()).as("%s", row)
                        .extracting(StubEndpoint.Request::headers)
                        .allSatisfy(headers -> assertThat(headers).containsEntry("webhook-id", "m-" + row.id()));
            } else {
                assertThat(row.taken()).as("%s", row).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void nothing_more_is_sent_to_a_webhook_that_has_answered_410() {
        Row gone = ROWS.stream().filter(row -> "410".equals(row.end().code())).findFirst().orElseThrow();
        awaitEnd(gone);

        pipeline.onMessage(List.of(command(gone, "m-after-410")));

        await("the end of the next message").atMost(PATIENCE).until(() -> hasEnded(message("m-after-410")));
        assertThat(message("m-after-410")).containsEntry("state", "FAILED").containsEntry("reason",
                GoneWebhooks.REASON);
        assertThat(((Webhook) gone.server()).endpoint().requests()).hasSize(1);
    }

    @Test
    void a_recipient_who_has_opted_out_at_the_provider_is_suppressed() {
        Row optedOut = ROWS.stream().filter(row -> row.end().state() == OPTED_OUT).findFirst().orElseThrow();
        awaitEnd(optedOut);

        pipeline.onMessage(List.of(command(optedOut, "m-after-21610")));

        await("the end of the next message").atMost(PATIENCE).until(() -> hasEnded(message("m-after-21610")));
        assertThat(message("m-after-21610")).containsEntry("state", "OPTED_OUT").containsEntry("attempt", 0);
        assertThat(optedOut.taken()).isZero();
    }

    @Test
    void the_table_in_the_documentation_is_current() throws IOException {
        String table = "| provider | the server | state | code | attempts | taken |\n|---|---|---|---|---|---|\n"
                + ROWS.stream().map(row -> row.line() + "\n").collect(Collectors.joining());
        String page = Files.readString(PAGE);
        String updated = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table
                + page.substring(page.indexOf(END));
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, updated);
        }

        assertThat(Files.readString(PAGE))
                .as("to update docs/delivery-faults.md, run: mvn verify -pl engine-service -am"
                        + " -Dtest=DeliveryOfFaultsTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true")
                .isEqualTo(updated);
    }
}
