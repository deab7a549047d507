package dev.nudge.engine.provider;

import static dev.nudge.engine.provider.SendResult.Cause.OPTED_OUT;
import static dev.nudge.engine.provider.SendResult.Cause.PROVIDER;
import static dev.nudge.engine.provider.SendResult.Cause.RECIPIENT;
import static dev.nudge.engine.provider.SendResult.Cause.TEMPORARY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Channel;
import dev.nudge.engine.provider.OutboundMessage.Sender;
import dev.nudge.engine.support.SettableClock;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.Secret;
import dev.nudge.testsupport.TwilioStub;
import dev.nudge.testsupport.TwilioStub.Fault;
import dev.nudge.testsupport.TwilioStub.Message;
import dev.nudge.testsupport.TwilioStub.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioProviderTest {

    private static final String TO = "+12025550123";
    private static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
    private static final String MESSAGES = "/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final SettableClock clock = new SettableClock();
    private final Instant attemptedAt = clock.instant();
    private final TwilioStub twilio = TwilioStub.start(0, clock);
    private final AtomicReference<String> authToken = new AtomicReference<>("first-token");
    private final TwilioProvider provider = provider(twilio.baseUrl(), TIMEOUT);
    private final List<TwilioProvider> others = new ArrayList<>();

    @AfterEach
    void close() {
        provider.close();
        others.forEach(TwilioProvider::close);
        twilio.close();
    }

    @Test
    void a_text_message_is_posted_as_a_form_with_basic_authentication() {
        SendResult result = provider.send(sms("Hi Ana & co: 100% ümläut 😀"));

        Message accepted = twilio.accepted().getFirst();
        assertThat(result).isEqualTo(new SendResult.Accepted(accepted.sid(), 1));
        Request request = twilio.requests().getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo(MESSAGES);
        assertThat(request.contentType()).startsWith("application/x-www-form-urlencoded");
        assertThat(request.body()).isEqualTo("To=%2B12025550123&From=%2B15005550006"
                + "&Body=Hi+Ana+%26+co%3A+100%25+%C3%BCml%C3%A4ut+%F0%9F%98%80"
                + "&StatusCallback=https%3A%2F%2Fnudge.example%2Fcallbacks%3Fm%3Dm1");
        assertThat(request.authorization()).isEqualTo(basic(ACCOUNT + ":first-token"));
    }

    @Test
    void there_is_no_status_callback_without_a_public_url() {
        provider.send(message(Channel.SMS, "Hi", null, Map.of(), Sender.OF_PROVIDER, null, null));

        assertThat(twilio.requests().getFirst().body()).isEqualTo("To=%2B12025550123&From=%2B15005550006&Body=Hi");
    }

    @Test
    void the_messaging_service_wins_over_the_number_and_the_organization_over_the_provider() {
        TwilioProvider withService = other(settings(twilio.baseUrl(), TIMEOUT, "MG1", "+15005550006"));

        withService.send(sms("a"));
        withService.send(from(new Sender("+15005550009", null)));
        withService.send(from(new Sender("+15005550009", "MG2")));

        assertThat(twilio.accepted()).extracting(Message::form).extracting(form -> form.get("MessagingServiceSid"))
                .containsExactly("MG1", null, "MG2");
        assertThat(twilio.accepted()).extracting(Message::form).extracting(form -> form.get("From"))
                .containsExactly(null, "+15005550009", null);
    }

    @Test
    void segments_that_a_messaging_service_does_not_know_yet_are_not_reported() {
        SendResult result = other(settings(twilio.baseUrl(), TIMEOUT, "MG1", null)).send(sms("a"));

        assertThat(result).isEqualTo(new SendResult.Accepted(twilio.accepted().getFirst().sid(), null));
    }

    @Test
    void a_message_without_any_sender_is_refused_without_a_request() {
        assertThat(other(settings(twilio.baseUrl(), TIMEOUT, null, null)).send(sms("a")))
                .isInstanceOfSatisfying(SendResult.Rejected.class, refused -> {
                    assertThat(refused.code()).isEqualTo("SENDER");
                    assertThat(refused.cause()).isEqualTo(PROVIDER);
                    assertThat(refused.text()).contains("nudge.delivery.providers.main.from");
                });
        assertThat(twilio.requests()).isEmpty();
    }

    @Test
    void an_api_key_authenticates_instead_of_the_auth_token() {
        ProviderSettings.Twilio settings = new ProviderSettings.Twilio("main", pace(TIMEOUT), twilio.baseUrl(), ACCOUNT,
                Secret.of("token"), "SK1", Secret.of("key-secret"), null, "+15005550006", Duration.ofSeconds(30));

        other(settings).send(sms("a"));

        assertThat(twilio.requests().getFirst().authorization()).isEqualTo(basic("SK1:key-secret"));
    }

    @Test
    void a_rotated_secret_is_used_by_the_next_request() {
        provider.send(sms("a"));
        authToken.set("second-token");
        provider.send(sms("b"));

        assertThat(twilio.requests()).extracting(Request::authorization)
                .containsExactly(basic(ACCOUNT + ":first-token"), basic(ACCOUNT + ":second-token"));
    }

    @Test
    void unreadable_credentials_are_a_temporary_refusal() {
        ProviderSettings.Twilio settings = new ProviderSettings.Twilio("main", pace(TIMEOUT), twilio.baseUrl(), ACCOUNT,
                new Secret(() -> {
                    throw new IllegalStateException("/secrets/token");
                }), null, null, null, "+15005550006", Duration.ofSeconds(30));

        assertThat(other(settings).send(sms("a"))).isEqualTo(new SendResult.Rejected("CREDENTIALS",
                "The credentials of the provider \"main\" cannot be read.", TEMPORARY));
        assertThat(twilio.requests()).isEmpty();
    }

    @Test
    void a_base_url_may_end_with_a_slash() {
        TwilioProvider other = provider(URI.create(twilio.baseUrl() + "/"), TIMEOUT);
        others.add(other);

        assertThat(other.send(sms("a"))).isInstanceOf(SendResult.Accepted.class);
        assertThat(twilio.requests().getFirst().uri()).isEqualTo(MESSAGES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[]", "{\"sid\": null}", "{\"sid\": \"\"}", "{\"sid\": 5}"})
    void an_acceptance_without_a_sid_is_unknown(String body) {
        twilio.failPosts(new Fault.AcceptAndAnswer(201, body));

        assertThat(provider.send(sms("a"))).isInstanceOfSatisfying(SendResult.Unknown.class,
                unknown -> assertThat(unknown.code()).isEqualTo("MALFORMED_ANSWER"));
    }

    @Test
    void an_acceptance_of_more_than_64_KiB_is_unknown() {
        twilio.failPosts(
                new Fault.AcceptAndAnswer(201, "{\"sid\": \"SM1\", \"body\": \"" + "x".repeat(64 * 1024) + "\"}"));

        assertThat(provider.send(sms("a"))).isInstanceOf(SendResult.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({"400, 21610, OPTED_OUT", "400, 21211, RECIPIENT", "400, 21614, RECIPIENT", "400, 21612, RECIPIENT",
            "403, 21408, RECIPIENT", "400, 21617, RECIPIENT", "400, 63016, RECIPIENT", "400, 30003, RECIPIENT",
            "400, 30008, RECIPIENT", "400, 21606, PROVIDER", "400, 21603, PROVIDER", "400, 21212, PROVIDER",
            "404, 20404, PROVIDER", "403, 30002, PROVIDER", "401, 20003, PROVIDER", "403, 20003, PROVIDER",
            "400, 20003, PROVIDER", "400, 21730, TEMPORARY", "400, 29999, RECIPIENT", "404, 29999, PROVIDER"})
    void a_refusal_has_the_cause_of_its_code(int status, int code, SendResult.Cause cause) {
        twilio.failPosts(Fault.error(status, code, "The reason."));

        assertThat(provider.send(sms("a")))
                .isEqualTo(new SendResult.Rejected(String.valueOf(code), "The reason.", cause));
        assertThat(twilio.accepted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400, RECIPIENT", "401, PROVIDER", "403, PROVIDER", "404, PROVIDER", "413, PROVIDER"})
    void a_refusal_without_a_code_has_the_cause_of_its_status(int status, SendResult.Cause cause) {
        for (String body : List.of("<html>", "", "[]", "{\"code\": \"DROP\"}")) {
            twilio.failPosts(new Fault.Refuse(status, Map.of(), body));

            assertThat(provider.send(sms("a"))).isEqualTo(new SendResult.Rejected(String.valueOf(status),
                    "Twilio answered with HTTP status " + status + ".", cause));
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 20429", "400, 20429", "400, 21611", "429, 99999"})
    void too_many_requests_are_throttled(int status, int code) {
        twilio.failPosts(Fault.error(status, code, "Too many."));

        assertThat(provider.send(sms("a")))
                .isEqualTo(new SendResult.Throttled(String.valueOf(code), "Too many.", null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"17|PT17S", "0|PT0S", "Wed, 22 Apr 2026 10:01:30 GMT|PT1M30S",
            "Wed, 22 Apr 2026 09:00:00 GMT|PT0S", "soon|", "-1|", "99999999999999999999|"})
    void retry_after_is_seconds_or_a_date(String header, @Nullable Duration retryAfter) {
        twilio.failPosts(new Fault.Refuse(429, Map.of("Retry-After", header), "{}"));

        assertThat(provider.send(sms("a"))).isEqualTo(
                new SendResult.Throttled("429", "Twilio answered with HTTP status 429.", retryAfter));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void a_time_out_or_an_error_of_the_server_is_unknown(int status) {
        twilio.failPosts(new Fault.AcceptAndAnswer(status, "{\"code\": 20500, \"message\": \"Internal error\"}"));

        assertThat(provider.send(sms("a"))).isEqualTo(new SendResult.Unknown("20500", "Internal error"));
        assertThat(twilio.requests()).hasSize(1);
    }

    @Test
    void a_redirect_is_refused_and_not_followed() {
        twilio.failPosts(new Fault.Refuse(307, Map.of("Location", twilio.baseUrl() + MESSAGES), ""));

        assertThat(provider.send(sms("a"))).isInstanceOfSatisfying(SendResult.Rejected.class,
                refused -> assertThat(refused.cause()).isEqualTo(PROVIDER));
        assertThat(twilio.requests()).hasSize(1);
    }

    @Test
    void a_connection_that_closes_after_the_request_is_unknown_and_nothing_is_sent_again() {
        for (Fault fault : List.of(new Fault.AcceptAndClose(), new Fault.Close())) {
            twilio.failPosts(fault);

            assertThat(provider.send(sms("a"))).isInstanceOfSatisfying(SendResult.Unknown.class,
                    unknown -> assertThat(unknown.code()).isEqualTo("CONNECTION_LOST"));
        }
        assertThat(twilio.requests()).hasSize(2);
    }

    @Test
    void a_connection_that_closes_within_the_answer_is_unknown() {
        twilio.failPosts(new Fault.AcceptAndCloseInAnswer());

        assertThat(provider.send(sms("a"))).isInstanceOf(SendResult.Unknown.class);
        assertThat(twilio.requests()).hasSize(1);
    }

    @Test
    void a_late_answer_is_unknown() {
        TwilioProvider impatient = provider(twilio.baseUrl(), SHORT);
        others.add(impatient);
        twilio.failPosts(new Fault.AcceptAndHold());

        assertThat(impatient.send(sms("a"))).isInstanceOfSatisfying(SendResult.Unknown.class,
                unknown -> assertThat(unknown.code()).isEqualTo("TIMEOUT"));
        twilio.release();
        assertThat(impatient.send(sms("b"))).isInstanceOf(SendResult.Accepted.class);
        assertThat(twilio.accepted()).extracting(message -> message.form().get("Body")).containsExactly("a", "b");
    }

    @Test
    void an_answer_that_trickles_is_unknown_when_the_time_out_has_passed() {
        TwilioProvider impatient = provider(twilio.baseUrl(), SHORT);
        others.add(impatient);
        twilio.failPosts(new Fault.AcceptAndTrickle());

        assertThat(impatient.send(sms("a"))).isInstanceOf(SendResult.Unknown.class);
    }

    @Test
    void a_connection_that_is_refused_is_a_temporary_refusal() throws IOException {
        URI unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = URI.create("http://localhost:" + socket.getLocalPort());
        }
        assertIsNotConnected(unused, TIMEOUT);
    }

    @Test
    void an_unknown_host_is_a_temporary_refusal() {
        assertIsNotConnected(URI.create("http://twilio.invalid"), TIMEOUT);
    }

    @Test
    void a_failed_TLS_handshake_is_a_temporary_refusal() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> answerWithoutTls(plain));
            assertIsNotConnected(URI.create("https://localhost:" + plain.getLocalPort()), TIMEOUT);
        }
    }

    private static void answerWithoutTls(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
            }
        } catch (IOException closed) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    @Test
    void a_TLS_handshake_without_an_answer_is_a_temporary_refusal() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertIsNotConnected(URI.create("https://localhost:" + silent.getLocalPort()), SHORT);
        }
    }

    private void assertIsNotConnected(URI baseUrl, Duration timeout) {
        TwilioProvider other = provider(baseUrl, timeout);
        others.add(other);
        assertThat(other.send(sms("a"))).isInstanceOfSatisfying(SendResult.Rejected.class, refused -> {
            assertThat(refused.code()).isEqualTo("CONNECTION");
            assertThat(refused.cause()).isEqualTo(TEMPORARY);
            assertThat(refused.text()).contains(baseUrl.getHost());
        });
        assertThat(other.lookUp(sms("a"), attemptedAt, attemptedAt, sid -> false))
                .isInstanceOf(LookUpResult.Unavailable.class);
    }

    @Test
    void a_connection_that_the_server_closed_while_idle_is_not_used() throws IOException {
        URI baseUrl = twilio.baseUrl();
        provider.send(sms("a"));
        twilio.close();
        try (TwilioStub restarted = TwilioStub.start(baseUrl.getPort(), clock)) {
            assertThat(provider.send(sms("b"))).isInstanceOf(SendResult.Accepted.class);
            assertThat(restarted.accepted()).hasSize(1);
        }
    }

    @Test
    void a_closed_provider_refuses_for_now() {
        provider.close();

        assertThat(provider.send(sms("a"))).isInstanceOfSatisfying(SendResult.Rejected.class,
                refused -> assertThat(refused.cause()).isEqualTo(TEMPORARY));
    }

    @Test
    void texts_of_twilio_are_cut_and_contain_neither_control_characters_nor_credentials() {
        String basic = basic(ACCOUNT + ":first-token").substring("Basic ".length());
        twilio.failPosts(Fault.error(400, 21211,
                "A\r\nB\u0000 first-\u0000token first-token " + basic + " " + "x".repeat(1000)));

        assertThat(provider.send(sms("a"))).isInstanceOfSatisfying(SendResult.Rejected.class,
                refused -> assertThat(refused.text()).hasSize(500).startsWith("AB *** *** *** xxx"));
    }

    @Test
    void whatsapp_addresses_have_a_prefix() {
        provider.send(whatsApp("Hi", null, Map.of(), attemptedAt.minus(Duration.ofHours(24))));

        assertThat(twilio.requests().getFirst().body()).isEqualTo(
                "To=whatsapp%3A%2B12025550123&From=whatsapp%3A%2B15005550006&Body=Hi");
    }

    @Test
    void a_content_template_is_sent_instead_of_the_text() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("1", "Ana \"A\"");
        variables.put("2", "9:00");
        provider.send(whatsApp("Hi", "HX1", variables, null));
        provider.send(whatsApp("Hi", "HX1", Map.of(), null));

        assertThat(twilio.accepted()).extracting(Message::form).containsExactly(
                Map.of("To", "whatsapp:" + TO, "From", "whatsapp:+15005550006", "ContentSid", "HX1",
                        "ContentVariables", "{\"1\":\"Ana \\\"A\\\"\",\"2\":\"9:00\"}"),
                Map.of("To", "whatsapp:" + TO, "From", "whatsapp:+15005550006", "ContentSid", "HX1"));
    }

    @Test
    void a_free_text_on_whatsapp_is_refused_24_hours_after_the_last_inbound_message() {
        Instant tooLongAgo = attemptedAt.minus(Duration.ofHours(24)).minusMillis(1);
        for (OutboundMessage message : List.of(whatsApp("Hi", null, Map.of(), null),
                whatsApp("Hi", null, Map.of(), tooLongAgo))) {
            assertThat(provider.send(message)).isInstanceOfSatisfying(SendResult.Rejected.class, refused -> {
                assertThat(refused.code()).isEqualTo("WHATSAPP_WINDOW");
                assertThat(refused.cause()).isEqualTo(RECIPIENT);
                assertThat(refused.text()).contains("contentSid");
            });
        }
        assertThat(twilio.requests()).isEmpty();
    }

    @Test
    void a_message_that_was_accepted_without_an_answer_is_found() {
        twilio.failPosts(new Fault.AcceptAndClose());
        provider.send(sms("Hi "));

        assertThat(lookUp(sms("Hi ")))
                .isEqualTo(
                        new LookUpResult.Found(new SendResult.Accepted(twilio.accepted().getFirst().sid(), 1), null));
        assertThat(provider.canLookUp()).isTrue();
        assertThat(provider.recognisesRepeats()).isFalse();
    }

    @Test
    void the_list_is_read_since_the_day_of_the_attempt_and_then_completely() {
        clock.set(Instant.parse("2026-04-22T00:00:02Z"));

        assertThat(provider.lookUp(sms("Hi"), clock.instant(), clock.instant(), sid -> false))
                .isEqualTo(new LookUpResult.NotFound());

        assertThat(twilio.requests()).extracting(Request::method).containsOnly("GET");
        assertThat(twilio.requests()).extracting(Request::authorization).containsOnly(basic(ACCOUNT + ":first-token"));
        assertThat(twilio.requests()).extracting(Request::uri).containsExactly(
                MESSAGES + "?To=%2B12025550123&PageSize=50&DateSent%3E=2026-04-21",
                MESSAGES + "?To=%2B12025550123&PageSize=50");
    }

    @Test
    void a_message_that_is_not_in_the_list_is_not_found() {
        holds("Hi", attemptedAt.minusSeconds(6));
        holds("Hi", attemptedAt.plus(TIMEOUT).plusSeconds(61));
        holds("Hello", attemptedAt);
        twilio.add(Message.queued(Map.of("To", TO, "Body", "Hi"), attemptedAt).inbound());
        twilio.add(Message.queued(Map.of("To", "+12025550199", "Body", "Hi"), attemptedAt));
        Message ofAnother = holds("Hi", attemptedAt);

        assertThat(provider.lookUp(sms("Hi"), attemptedAt, attemptedAt, ofAnother.sid()::equals))
                .isEqualTo(new LookUpResult.NotFound());
    }

    @Test // G5
    void a_message_of_a_period_is_found_anywhere_in_it() {
        Message taken = holds("Hi", attemptedAt.plus(Duration.ofHours(3)));

        assertThat(provider.lookUp(sms("Hi"), attemptedAt, attemptedAt.plus(Duration.ofHours(4)), sid -> false))
                .isEqualTo(new LookUpResult.Found(new SendResult.Accepted(taken.sid(), 1), null));
        assertThat(provider.lookUp(sms("Hi"), attemptedAt, attemptedAt.plus(Duration.ofHours(2)), sid -> false))
                .isEqualTo(new LookUpResult.NotFound());
    }

    @Test
    void messages_at_the_limits_of_time_are_found_the_earliest_first() {
        Message late = holds("Hi", attemptedAt.plus(TIMEOUT).plusSeconds(60));
        assertFound(late);
        Message early = holds("Hi", attemptedAt.minusSeconds(5));
        assertFound(early);
    }

    @Test
    void the_prefix_of_trial_accounts_is_ignored() {
        assertFound(holds("Sent from your Twilio trial account - Hi", attemptedAt));
    }

    @Test
    void a_text_that_twilio_does_not_keep_is_found_by_the_sender() {
        twilio.add(Message.queued(Map.of("To", TO, "From", "+15005550001", "Body", ""), attemptedAt));
        assertThat(lookUp(sms("Hi"))).isEqualTo(new LookUpResult.NotFound());

        assertFound(twilio.add(
                Message.queued(Map.of("To", TO, "From", "+15005550006", "Body", ""), attemptedAt)));
    }

    @Test
    void a_message_on_a_later_page_is_found() {
        Message held = holds("Hi", attemptedAt);
        for (int i = 0; i < 120; i++) {
            holds("Later " + i, attemptedAt.plusSeconds(30));
        }

        assertFound(held);
        assertThat(twilio.requests()).hasSize(4);
    }

    @Test
    void a_message_that_has_failed_since_is_found_with_its_failure() {
        Message failed = twilio.add(Message.queued(Map.of("To", TO, "Body", "Hi"), attemptedAt).with("undelivered",
                30003, "Unreachable first-token"));
        assertThat(lookUp(sms("Hi"))).isEqualTo(new LookUpResult.Found(new SendResult.Accepted(failed.sid(), 1),
                new SendResult.Rejected("30003", "Unreachable ***", RECIPIENT)));
        assertThat(twilio.requests()).hasSize(1);
    }

    @Test
    void failures_without_a_code_and_opt_outs_are_recognised() {
        Message failed = twilio.add(Message.queued(Map.of("To", TO, "Body", "a"), attemptedAt).with("failed", null,
                null));
        Message optedOut = twilio.add(Message.queued(Map.of("To", TO, "Body", "b"), attemptedAt).with("failed", 21610,
                "Stopped"));

        assertThat(lookUp(sms("a"))).isEqualTo(new LookUpResult.Found(new SendResult.Accepted(failed.sid(), 1),
                new SendResult.Rejected("failed", "Twilio reports the message as failed.", RECIPIENT)));
        assertThat(lookUp(sms("b"))).isEqualTo(new LookUpResult.Found(new SendResult.Accepted(optedOut.sid(), 1),
                new SendResult.Rejected("21610", "Stopped", OPTED_OUT)));
    }

    @Test
    void a_content_template_is_found_by_recipient_sender_and_time() {
        OutboundMessage message = whatsApp("Hi", "HX1", Map.of(), null);
        twilio.add(Message.queued(Map.of("To", "whatsapp:" + TO, "From", "whatsapp:+15005550001", "Body", "Hi"),
                attemptedAt));
        assertThat(lookUp(message)).isEqualTo(new LookUpResult.NotFound());

        provider.send(message);
        assertThat(lookUp(message)).isEqualTo(
                new LookUpResult.Found(new SendResult.Accepted(twilio.accepted().getLast().sid(), 1), null));
    }

    @Test
    void a_content_template_of_a_messaging_service_is_found_by_the_service() {
        TwilioProvider withService = other(settings(twilio.baseUrl(), TIMEOUT, "MG1", null));
        OutboundMessage message = whatsApp("Hi", "HX1", Map.of(), null);
        withService.send(message);

        assertThat(withService.lookUp(message, attemptedAt, attemptedAt, sid -> false))
                .isInstanceOf(LookUpResult.Found.class);
    }

    @Test
    void a_list_that_cannot_be_read_completely_answers_nothing() {
        List<Fault> faults = List.of(Fault.error(401, 20003, "Authenticate"), Fault.error(429, 20429, "Too many"),
                new Fault.Refuse(500, Map.of(), ""), new Fault.Close(), new Fault.Refuse(200, Map.of(), "{"),
                new Fault.Refuse(200, Map.of(), "{}"), new Fault.Refuse(200, Map.of(), "{\"messages\": [5]}"),
                new Fault.Refuse(200, Map.of(), "{\"messages\": [{\"sid\": \"SM1\"}]}"),
                new Fault.Refuse(200, Map.of(), "{\"messages\": [], \"next_page_uri\": 5}"),
                new Fault.Refuse(200, Map.of(), "{\"messages\": [], \"next_page_uri\": \"//other.example/\"}"),
                new Fault.Refuse(200, Map.of(), "{\"messages\": [], \"next_page_uri\": \"/other?a=b\"}"),
                new Fault.Refuse(200, Map.of(),
                        "{\"messages\": [], \"next_page_uri\": \"https://other.example" + MESSAGES + "?Page=1\"}"));
        for (Fault fault : faults) {
            twilio.failGets(fault);
            assertThat(lookUp(sms("Hi"))).as(fault.toString()).isInstanceOf(LookUpResult.Unavailable.class);
        }
        assertThat(twilio.requests()).hasSize(faults.size());
    }

    @Test
    void a_list_of_more_than_1000_messages_answers_nothing() {
        for (int i = 0; i < 1001; i++) {
            holds("Old " + i, attemptedAt.minusSeconds(1000));
        }

        assertThat(lookUp(sms("Hi"))).isEqualTo(
                new LookUpResult.Unavailable("Twilio lists more than 1000 messages to the recipient."));
    }

    private void assertFound(Message expected) {
        assertThat(lookUp(sms("Hi"))).isInstanceOfSatisfying(LookUpResult.Found.class,
                found -> assertThat(found.accepted().providerId()).isEqualTo(expected.sid()));
    }

    private LookUpResult lookUp(OutboundMessage message) {
        return provider.lookUp(message, attemptedAt, attemptedAt, sid -> false);
    }

    private Message holds(String body, Instant createdAt) {
        return twilio.add(Message.queued(Map.of("To", TO, "Body", body), createdAt));
    }

    private static OutboundMessage sms(String text) {
        return message(Channel.SMS, text, null, Map.of(), Sender.OF_PROVIDER, "https://nudge.example/callbacks?m=m1",
                null);
    }

    private static OutboundMessage from(Sender sender) {
        return message(Channel.SMS, "a", null, Map.of(), sender, null, null);
    }

    private static OutboundMessage whatsApp(String text, @Nullable String contentSid, Map<String, String> variables,
            @Nullable Instant lastInboundAt) {
        return message(Channel.WHATSAPP, text, contentSid, variables, Sender.OF_PROVIDER, null, lastInboundAt);
    }

    private static OutboundMessage message(Channel channel, String text, @Nullable String contentSid,
            Map<String, String> variables, Sender sender, @Nullable String statusCallback,
            @Nullable Instant lastInboundAt) {
        return new OutboundMessage("m1", "o1", "ana", channel, TO, null, text, contentSid, variables, sender,
                statusCallback, null, lastInboundAt, Map.of());
    }

    private TwilioProvider provider(URI baseUrl, Duration timeout) {
        return new TwilioProvider(settings(baseUrl, timeout, null, "+15005550006"), clock);
    }

    private TwilioProvider other(ProviderSettings.Twilio settings) {
        TwilioProvider other = new TwilioProvider(settings, clock);
        others.add(other);
        return other;
    }

    private ProviderSettings.Twilio settings(URI baseUrl, Duration timeout, @Nullable String messagingServiceSid,
            @Nullable String from) {
        return new ProviderSettings.Twilio("main", pace(timeout), baseUrl, ACCOUNT, new Secret(authToken::get), null,
                null, messagingServiceSid, from, Duration.ofSeconds(30));
    }

    private static ProviderSettings.Pace pace(Duration timeout) {
        return new ProviderSettings.Pace(10, 4, timeout, 6, Duration.ofHours(24), Duration.ofSeconds(5));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }
}
