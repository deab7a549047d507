package dev.nudge.engine.provider;

import static dev.nudge.engine.provider.StubEndpoint.answers;
import static dev.nudge.engine.provider.StubEndpoint.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Channel;
import dev.nudge.engine.provider.SendResult.Accepted;
import dev.nudge.engine.provider.SendResult.Cause;
import dev.nudge.engine.provider.SendResult.Rejected;
import dev.nudge.engine.provider.SendResult.Throttled;
import dev.nudge.engine.provider.SendResult.Unknown;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.StandardWebhooks;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.assertj.core.api.Assumptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets. */
class WebhookProviderTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEXT_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final long A_WHILE = 60_000;
    private static final String TIMED_OUT = "The endpoint did not answer in time.";
    private static final String LOST = "The connection was lost before the endpoint answered.";
    private static final Map<String, @Nullable Object> COMMAND = Map.of("id", "m-1", "text", "Grüße, still interested?",
            "firedAt", "2026-04-22T09:59:58.000Z");

    private final SettableClock clock = new SettableClock();
    private final List<String> secrets = new CopyOnWriteArrayList<>(List.of(SECRET));
    private @Nullable StubEndpoint endpoint;
    private @Nullable WebhookProvider provider;

    @AfterEach
    void close() {
        if (endpoint != null) {
            endpoint.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @Test
    void posts_the_message_signed() {
        StubEndpoint stub = start(answers(204));

        assertThat(send(stub.url(), PATIENT)).isEqualTo(new Accepted(null, null));

        StubEndpoint.Request request = stub.requests().getFirst();
        assertThat(request.line()).isEqualTo("POST /hook?a=b HTTP/1.1");
        assertThat(request.headers()).containsEntry("user-agent", "Nudge").containsEntry("webhook-id", "m-1")
                .containsEntry("content-type", "application/json").doesNotContainKeys("cookie", "authorization")
                .containsEntry("host", "127.0.0.1:" + stub.port());
        assertThat(request.body())
                .startsWith("{\"type\":\"message\",\"timestamp\":\"2026-04-22T09:59:58.000Z\",\"data\":{")
                .contains("\"text\":\"Grüße, still interested?\"");
        assertThat(verified(request, SECRET)).isTrue();
    }

    @Test
    void a_repeat_has_the_same_id_and_body_and_a_new_timestamp() {
        StubEndpoint stub = start(answers(500));

        send(stub.url(), PATIENT);
        clock.advance(Duration.ofHours(1));
        send(stub.url(), PATIENT);

        StubEndpoint.Request first = stub.requests().getFirst();
        StubEndpoint.Request second = stub.requests().getLast();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().get("webhook-id")).isEqualTo(first.headers().get("webhook-id"));
        assertThat(second.headers().get("webhook-timestamp")).isNotEqualTo(first.headers().get("webhook-timestamp"));
        assertThat(verified(second, SECRET)).isTrue();
    }

    @Test
    void keys_are_rotated_without_a_restart() {
        StubEndpoint stub = start(answers(200));

        secrets.add(NEXT_SECRET);
        send(stub.url(), PATIENT);
        secrets.remove(SECRET);
        send(stub.url(), PATIENT);

        assertThat(verified(stub.requests().getFirst(), SECRET)).isTrue();
        assertThat(verified(stub.requests().getFirst(), NEXT_SECRET)).isTrue();
        assertThat(verified(stub.requests().getLast(), SECRET)).isFalse();
        assertThat(verified(stub.requests().getLast(), NEXT_SECRET)).isTrue();
    }

    @Test
    void without_a_key_nothing_is_sent() {
        StubEndpoint stub = start(answers(200));
        secrets.clear();

        assertThat(send(stub.url(), PATIENT)).isEqualTo(new Rejected("NO_KEY",
                "No valid key is configured. Set nudge.delivery.providers.hooks.secrets to whsec_ keys.",
                Cause.TEMPORARY));
        assertThat(stub.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void a_status_of_success_accepts(int status) {
        assertThat(send(start(answers(status)).url(), PATIENT)).isEqualTo(new Accepted(null, null));
    }

    @ParameterizedTest
    @CsvSource({"400, PROVIDER", "401, PROVIDER", "403, PROVIDER", "404, PROVIDER", "405, PROVIDER", "413, PROVIDER",
            "422, PROVIDER", "451, PROVIDER", "410, GONE", "408, TEMPORARY", "425, TEMPORARY", "500, TEMPORARY",
            "501, TEMPORARY", "502, TEMPORARY", "503, TEMPORARY", "504, TEMPORARY", "599, TEMPORARY"})
    void a_refusal_has_the_status_as_its_code(int status, Cause cause) {
        assertThat(send(start(answers(status)).url(), PATIENT))
                .isEqualTo(new Rejected(Integer.toString(status), "The endpoint answered " + status + ".", cause));
    }

    @Test
    void a_refusal_has_the_beginning_of_the_answer_on_one_line() {
        StubEndpoint stub = start(answers(400, "", "{\r\n  \"error\":\t\"no\u0000 field\"\n}" + "x".repeat(300)));

        assertThat(send(stub.url(), PATIENT)).isInstanceOfSatisfying(Rejected.class,
                rejected -> assertThat(rejected.text())
                        .startsWith("The endpoint answered 400: { \"error\": \"no field\" }")
                        .endsWith("x...").hasSizeLessThan(250));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"429, 120, PT2M", "429, 0, PT0S", "429, none, none", "429, soon, none",
            "429, -5, none", "429, 99999999999999999999, none", "503, 30, PT30S",
            "503, 'Wed, 22 Apr 2026 10:05:00 GMT', PT5M", "503, 'Wed, 22 Apr 2026 09:00:00 GMT', PT0S"})
    void an_endpoint_that_gets_too_much_says_how_long_to_wait(int status, @Nullable String header,
            @Nullable String wait) {
        StubEndpoint stub = start(answers(status, header == null ? "" : "Retry-After: " + header + "\r\n", ""));

        assertThat(send(stub.url(), PATIENT)).isEqualTo(new Throttled(Integer.toString(status),
                "The endpoint answered " + status + ".", wait == null ? null : Duration.parse(wait)));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
    void a_redirect_is_not_followed(int status) {
        try (StubEndpoint target = StubEndpoint.that(answers(200))) {
            StubEndpoint stub = start(answers(status, "Location: " + target.url() + "\r\n", ""));

            assertThat(send(stub.url(), PATIENT)).isEqualTo(new Rejected(Integer.toString(status),
                    "The endpoint answered " + status
                            + ". Redirects are not followed; change webhookUrl to the new address.",
                    Cause.PROVIDER));
            assertThat(target.requests()).isEmpty();
            assertThat(stub.requests()).hasSize(1);
        }
    }

    @Test
    void without_an_answer_the_message_may_have_arrived() {
        StubEndpoint stub = start((_, self) -> self.waits(A_WHILE));

        assertThat(timed(() -> send(stub.url(), SHORT), SHORT)).isEqualTo(new Unknown("TIMEOUT", TIMED_OUT));
        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void an_answer_that_is_late_does_not_count() {
        StubEndpoint stub = start((out, self) -> {
            if (!self.waits(SHORT.multipliedBy(3).toMillis())) {
                write(out, "HTTP/1.1 204 No Content\r\n\r\n");
            }
        });

        assertThat(timed(() -> send(stub.url(), SHORT), SHORT)).isEqualTo(new Unknown("TIMEOUT", TIMED_OUT));
    }

    @Test
    void headers_that_trickle_hold_no_thread_longer_than_the_timeout() {
        StubEndpoint stub = start((out, self) -> {
            write(out, "HTTP/1.1 200 OK\r\nX-Slow: ");
            while (!self.waits(20)) {
                write(out, "x");
            }
        });

        assertThat(timed(() -> send(stub.url(), SHORT), SHORT)).isEqualTo(new Unknown("TIMEOUT", TIMED_OUT));
    }

    @ParameterizedTest
    @CsvSource({"410, GONE", "400, PROVIDER", "500, TEMPORARY"})
    void the_status_counts_although_the_body_trickles(int status, Cause cause) {
        StubEndpoint stub = start((out, self) -> {
            write(out, "HTTP/1.1 " + status + " Some reason\r\nContent-Length: 50000\r\n\r\n");
            while (!self.waits(20)) {
                write(out, "x");
            }
        });

        assertThat(timed(() -> send(stub.url(), SHORT), SHORT))
                .isEqualTo(new Rejected(Integer.toString(status), "The endpoint answered " + status + ".", cause));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400})
    void a_huge_answer_is_not_read_to_its_end(int status) {
        AtomicLong written = new AtomicLong();
        StubEndpoint stub = start((out, _) -> {
            write(out, "HTTP/1.1 " + status + " Some reason\r\nContent-Length: 100000000000\r\n\r\n");
            while (true) {
                write(out, "x".repeat(8192));
                written.addAndGet(8192);
            }
        });

        SendResult result = timed(() -> send(stub.url(), PATIENT), Duration.ofSeconds(5));

        assertThat(result).isInstanceOf(status == 200 ? Accepted.class : Rejected.class);
        assertThat(written.get()).as("what fits into the sockets' buffers").isLessThan(64L * 1024 * 1024);
    }

    @Test
    void endless_headers_are_not_an_answer() {
        StubEndpoint stub = start((out, _) -> {
            write(out, "HTTP/1.1 200 OK\r\n");
            while (true) {
                write(out, "X-Header: value\r\n");
            }
        });

        assertThat(timed(() -> send(stub.url(), PATIENT), Duration.ofSeconds(5)))
                .isEqualTo(new Unknown("CONNECTION", LOST));
    }

    @Test
    void a_connection_that_is_closed_after_the_request_leaves_the_message_unknown() {
        StubEndpoint stub = start((_, _) -> {});

        assertThat(send(stub.url(), PATIENT)).isEqualTo(new Unknown("CONNECTION", LOST));
        assertThat(stub.requests()).as("not repeated by the client").hasSize(1);
    }

    @Test
    void an_answer_that_is_no_HTTP_leaves_the_message_unknown() {
        StubEndpoint stub = start((out, _) -> write(out, "SSH-2.0-OpenSSH_9.6\r\n\r\n"));

        assertThat(send(stub.url(), SHORT)).isInstanceOf(Unknown.class);
    }

    @Test
    void without_a_connection_the_message_has_certainly_not_arrived() {
        StubEndpoint stub = start(answers(200));
        String url = stub.url();
        stub.close();

        assertThat(send(url, PATIENT)).isEqualTo(
                new Rejected("CONNECTION", "No connection to the endpoint can be made.", Cause.TEMPORARY));
    }

    @Test
    void without_encryption_the_message_has_certainly_not_arrived() {
        StubEndpoint stub = start((out, _) -> write(out, "HTTP/1.1 400 Bad Request\r\n\r\n"));

        assertThat(send("https://127.0.0.1:" + stub.port(), SHORT)).isInstanceOfSatisfying(Rejected.class,
                rejected -> assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY));
        // The random bytes of a handshake may look like the end of a request.
        assertThat(stub.requests()).noneMatch(request -> request.line().startsWith("POST"));
    }

    @Test
    void a_host_without_an_address_is_tried_again_later() {
        Names names = new Names(_ -> {
            throw new UnknownHostException("hooks.example.com");
        });

        assertThat(send("https://hooks.example.com/", PATIENT, true, names)).isEqualTo(new Rejected("CONNECTION",
                "The host name of the webhook URL cannot be resolved.", Cause.TEMPORARY));
    }

    @Test
    void a_host_name_that_is_resolved_too_late_is_not_called() throws InterruptedException {
        StubEndpoint stub = start(answers(200));
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch resolved = new CountDownLatch(1);
        Names names = new Names(_ -> {
            released.await();
            resolved.countDown();
            return "127.0.0.1";
        });

        SendResult result = timed(() -> send("http://slow.example.com:" + stub.port(), SHORT, true, names), SHORT);
        released.countDown();
        resolved.await();

        assertThat(result).isEqualTo(new Rejected("TIMEOUT", TIMED_OUT, Cause.TEMPORARY));
        assertThat(stub.waits(300)).isFalse();
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void an_address_that_is_not_public_is_not_called() {
        StubEndpoint stub = start(answers(200));

        assertThat(send(stub.url(), PATIENT, false, new Names(_ -> "127.0.0.1"))).isEqualTo(new Rejected("EGRESS",
                "The webhook's host 127.0.0.1 has an address in a range that is not public: loopback. Use a public "
                        + "host, or set allow-private-addresses of the provider.",
                Cause.PROVIDER));
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void a_URL_that_is_not_one_is_refused() {
        assertThat(send("https://2130706433/", PATIENT)).isInstanceOfSatisfying(Rejected.class,
                rejected -> assertThat(rejected.code()).isEqualTo("EGRESS"));
    }

    @Test
    void DNS_that_changes_its_answer_between_check_and_call_has_no_effect() {
        AtomicInteger asked = new AtomicInteger();
        Names names = new Names(_ -> asked.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2");
        StubEndpoint stub = start(answers(200));

        assertThat(send("http://rebinding.example.com:" + stub.port(), PATIENT, true, names))
                .isEqualTo(new Accepted(null, null));
        assertThat(asked).as("one look-up per attempt").hasValue(1);
        assertThat(stub.requests().getFirst().headers()).containsEntry("host",
                "rebinding.example.com:" + stub.port());
    }

    @Test
    void each_attempt_checks_the_address_again() {
        AtomicInteger asked = new AtomicInteger();
        StubEndpoint stub = start(answers(200));
        WebhookProvider webhooks = start(PATIENT, false,
                new Names(_ -> asked.incrementAndGet() == 1 ? "127.0.0.1" : "10.0.0.1"));
        OutboundMessage message = message("http://rebinding.example.com:" + stub.port());

        assertThat(List.of(webhooks.send(message), webhooks.send(message))).allSatisfy(result -> assertThat(result)
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("EGRESS")));
        assertThat(asked).hasValue(2);
    }

    @Test
    void an_IPv6_address_can_be_called() throws SocketException {
        Assumptions.assumeThat(hasIPv6()).as("this machine has the address ::1").isTrue();
        StubEndpoint stub = StubEndpoint.at("::1", answers(200));
        endpoint = stub;

        assertThat(send("http://[::1]:" + stub.port() + "/hook", PATIENT)).isEqualTo(new Accepted(null, null));
        assertThat(stub.requests().getFirst().headers()).containsEntry("host", "[::1]:" + stub.port());
    }

    @Test
    void a_message_that_is_too_large_is_not_sent() {
        StubEndpoint stub = start(answers(200));
        OutboundMessage large = message(stub.url(), Map.of("text", "x".repeat(1024 * 1024)));

        assertThat(start(PATIENT, true, SystemDefaultDnsResolver.INSTANCE).send(large)).isInstanceOfSatisfying(
                Rejected.class, rejected -> assertThat(rejected.code() + " " + rejected.cause())
                        .isEqualTo("TOO_LARGE RECIPIENT"));
        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void an_endpoint_recognises_repeats() {
        WebhookProvider webhooks = start(PATIENT, true, SystemDefaultDnsResolver.INSTANCE);

        assertThat(webhooks.recognisesRepeats()).isTrue();
        assertThat(webhooks.canLookUp()).isFalse();
    }

    private static boolean hasIPv6() throws SocketException {
        return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    }

    private StubEndpoint start(StubEndpoint.Behaviour behaviour) {
        StubEndpoint started = StubEndpoint.that(behaviour);
        endpoint = started;
        return started;
    }

    private WebhookProvider start(Duration timeout, boolean allowPrivateAddresses, DnsResolver names) {
        ProviderSettings.Pace pace = new ProviderSettings.Pace(10, 16, timeout, 6, Duration.ofHours(24),
                Duration.ofSeconds(5));
        if (provider != null) {
            provider.close();
        }
        WebhookProvider started = new WebhookProvider(
                new ProviderSettings.Webhook("hooks", pace, () -> List.copyOf(secrets), true, allowPrivateAddresses),
                clock, names);
        provider = started;
        return started;
    }

    private SendResult send(String url, Duration timeout) {
        return send(url, timeout, true, SystemDefaultDnsResolver.INSTANCE);
    }

    private SendResult send(String url, Duration timeout, boolean allowPrivateAddresses, DnsResolver names) {
        return start(timeout, allowPrivateAddresses, names).send(message(url));
    }

    /** Fails if a call takes more than about twice the limit. */
    private static SendResult timed(Supplier<SendResult> call, Duration limit) {
        long start = System.nanoTime();
        SendResult result = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.multipliedBy(2).plusSeconds(1));
        return result;
    }

    private boolean verified(StubEndpoint.Request request, String secret) {
        Map<String, String> headers = request.headers();
        Instant now = clock.instant();
        return new StandardWebhooks(() -> List.of(secret)).verify(headers.get("webhook-id"),
                headers.get("webhook-timestamp"), headers.get("webhook-signature"), request.body().getBytes(UTF_8),
                now) instanceof StandardWebhooks.Verification.Valid;
    }

    private static OutboundMessage message(String url) {
        return message(url, COMMAND);
    }

    private static OutboundMessage message(String url, Map<String, @Nullable Object> command) {
        return new OutboundMessage("m-1", "acme", "ana", Channel.WEBHOOK, url, null, "Still interested?", null,
                Map.of(), OutboundMessage.Sender.OF_PROVIDER, null, null, null, command);
    }

    /** Resolves names as a test says. */
    private record Names(Answer answer) implements DnsResolver {

        interface Answer {
            String address(String host) throws UnknownHostException, InterruptedException;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            try {
                return new InetAddress[]{InetAddress.ofLiteral(answer.address(host))};
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new UnknownHostException(host);
            }
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
