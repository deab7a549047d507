package dev.nudge.engine.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.nudge.automation.Channel;
import dev.nudge.engine.provider.OutboundMessage.Sender;
import dev.nudge.engine.provider.OutboundMessage.Unsubscribe;
import dev.nudge.engine.provider.SendResult.Accepted;
import dev.nudge.engine.provider.SendResult.Cause;
import dev.nudge.engine.provider.SendResult.Rejected;
import dev.nudge.engine.provider.SendResult.Unknown;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.provider.ProviderSettings.StartTls;
import dev.nudge.infrastructure.provider.Secret;
import jakarta.mail.BodyPart;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpProviderTest {

    private static final Instant NOW = Instant.parse("2026-03-04T09:30:00Z");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String PASSWORD = "correct-horse-battery";

    @Nested
    class WhatArrives {

        private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

        @BeforeEach
        void start() {
            mail.start();
        }

        @AfterEach
        void stop() {
            mail.stop();
        }

        @Test
        void an_email_has_a_text_and_an_html_part() throws Exception {
            MimeMessage email = sent(
                    message().text(
                            "<p>Hi &amp; wëlcome, Zoë 🏡</p><p><a href=\"https://example.com/v?a=1\">Visit</a></p>"));

            assertThat(email.getContentType()).startsWith("multipart/alternative");
            assertThat(part(email, 0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
            assertThat(content(email, 0)).isEqualTo("Hi & wëlcome, Zoë 🏡\r\n\r\nVisit (https://example.com/v?a=1)");
            assertThat(part(email, 1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
            assertThat(content(email, 1)).isEqualTo(
                    "<p>Hi &amp; wëlcome, Zoë 🏡</p><p><a href=\"https://example.com/v?a=1\">Visit</a></p>");
            assertThat(((MimeMultipart) email.getContent()).getCount()).isEqualTo(2);
        }

        @Test
        void headers_identify_the_message_and_its_sender() throws Exception {
            MimeMessage email = sent(message().subject("Straße & “Haus” – näher dran"));

            assertThat(email.getMessageID()).isEqualTo("<m-0123abcd@nudge.example>");
            assertThat(email.getSubject()).isEqualTo("Straße & “Haus” – näher dran");
            assertThat(email.getSentDate()).isEqualTo(NOW);
            assertThat(email.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(email.getFrom()).containsExactly(new InternetAddress("sales@nudge.example", "Sales"));
            assertThat(email.getRecipients(RecipientType.TO)).containsExactly(new InternetAddress("ana@example.com"));
            assertThat(email.getHeader("List-Unsubscribe")).isNull();
            assertThat(email.getHeader("List-Unsubscribe-Post")).isNull();
        }

        @Test
        void the_sender_of_the_organization_wins() throws Exception {
            MimeMessage email = sent(message().from("Zoë Müller, Immobilien <zoe@müller.example>"));

            InternetAddress from = (InternetAddress) email.getFrom()[0];
            assertThat(from.getPersonal()).isEqualTo("Zoë Müller, Immobilien");
            assertThat(from.getAddress()).isEqualTo("zoe@xn--mller-kva.example");
            assertThat(email.getMessageID()).isEqualTo("<m-0123abcd@xn--mller-kva.example>");
        }

        @Test
        void an_address_with_successive_dots_is_tried() throws Exception {
            MimeMessage email = sent(message().to("a..b@example.com"));

            assertThat(email.getHeader("To")).containsExactly("a..b@example.com");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "  "})
        void an_empty_subject_is_allowed(String subject) throws Exception {
            assertThat(sent(message().subject(subject)).getSubject()).isNullOrEmpty();
        }

        @Test
        void a_missing_subject_is_an_empty_one() throws Exception {
            assertThat(sent(message().subject(null)).getSubject()).isNullOrEmpty();
        }

        @Test
        void an_email_can_be_unsubscribed_from_by_link_and_by_mail() throws Exception {
            MimeMessage email = sent(message().unsubscribe("https://nudge.example/u/abc", "stop@org.example"));

            assertThat(email.getHeader("List-Unsubscribe")).containsExactly(
                    "<https://nudge.example/u/abc>, <mailto:stop@org.example?subject=unsubscribe>");
            assertThat(email.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        }

        @Test
        void without_an_address_of_the_organization_the_provider_s_takes_requests_to_unsubscribe() throws Exception {
            MimeMessage email = sent(message().unsubscribe(null, null));

            assertThat(email.getHeader("List-Unsubscribe"))
                    .containsExactly("<mailto:unsubscribe@nudge.example?subject=unsubscribe>");
            assertThat(email.getHeader("List-Unsubscribe-Post")).isNull();
        }

        @Test
        void a_link_without_encryption_is_not_one_click() throws Exception {
            MimeMessage email = sent(message().unsubscribe("http://localhost:8080/u/abc", "stop@org.example"));

            assertThat(email.getHeader("List-Unsubscribe"))
                    .containsExactly(
                            "<http://localhost:8080/u/abc>, <mailto:stop@org.example?subject=unsubscribe>");
            assertThat(email.getHeader("List-Unsubscribe-Post")).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\r\n", "\n", "\r", "\u2028", "\u2029", "\u0085", "\u0000", "\u000b"})
        void no_value_adds_a_header(String separator) throws Exception {
            String attack = separator + "Bcc: eve@example.com" + separator + separator + "Injected";
            MimeMessage email = sent(message().subject("Hello" + attack).from("Ana" + attack + " <ana@org.example>")
                    .unsubscribe("https://nudge.example/u" + attack, "stop@org.example" + attack));

            assertThat(email.getHeader("Bcc")).isNull();
            assertThat(email.getAllRecipients()).hasSize(1);
            assertThat(mail.getReceivedMessages()).hasSize(1);
            assertThat(email.getSubject()).isEqualTo("Hello Bcc: eve@example.com Injected");
            assertThat(email.getHeader("List-Unsubscribe"))
                    .containsExactly("<mailto:unsubscribe@nudge.example?subject=unsubscribe>");
            for (var headers = email.getAllHeaders(); headers.hasMoreElements();) {
                assertThat(headers.nextElement().getName()).isNotEqualTo("Bcc");
            }
        }

        @Test
        void a_long_subject_is_complete() throws Exception {
            String subject = "Ein schönes Haus ".repeat(30).strip();

            assertThat(sent(message().subject(subject)).getSubject()).isEqualTo(subject);
        }

        @Test
        void lines_of_a_single_dot_do_not_end_the_message() throws Exception {
            MimeMessage email = sent(message().text("one\n.\ntwo\n..three"));

            assertThat(content(email, 0)).isEqualTo("one\r\n.\r\ntwo\r\n..three");
            assertThat(content(email, 1)).isEqualTo("one<br>\r\n.<br>\r\ntwo<br>\r\n..three");
        }

        @Test
        void credentials_are_those_of_the_moment() {
            mail.getManagers().getUserManager().setAuthRequired(true);
            mail.setUser("sales@nudge.example", "sales", PASSWORD);
            AtomicReference<String> password = new AtomicReference<>("before");
            SmtpProvider provider = provider(settings(mail.getSmtp().getPort(), StartTls.NEVER, LONG, "sales",
                    new Secret(password::get)));

            assertThat(provider.send(message().build())).isInstanceOf(Rejected.class);
            password.set(PASSWORD);
            assertThat(provider.send(message().build())).isEqualTo(new Accepted(null, null));
        }

        private MimeMessage sent(MessageBuilder message) {
            SmtpProvider provider = provider(settings(mail.getSmtp().getPort(), StartTls.NEVER, LONG));
            assertThat(provider.send(message.build())).isEqualTo(new Accepted(null, null));
            assertThat(mail.getReceivedMessages()).hasSize(1);
            return mail.getReceivedMessages()[0];
        }

        private static BodyPart part(MimeMessage email, int index) throws Exception {
            return ((MimeMultipart) email.getContent()).getBodyPart(index);
        }

        private static String content(MimeMessage email, int index) throws Exception {
            return (String) part(email, index).getContent();
        }
    }

    @Nested
    class WhatTheServerSays {

        private final SmtpStub server = new SmtpStub();

        WhatTheServerSays() throws IOException {}

        @AfterEach
        void stop() throws IOException {
            server.close();
        }

        @Test
        void an_accepted_message_has_the_server_s_id() {
            assertThat(send()).isEqualTo(new Accepted("4bXyZ1", null));
            assertThat(server.received()).contains("MAIL FROM:<sales@nudge.example>", "RCPT TO:<ana@example.com>", ".");
        }

        @ParameterizedTest
        @CsvSource({"250 OK id=1qX-0007-Gh, 1qX-0007-Gh", "250 2.0.0 3a8Kx Message accepted for delivery, 3a8Kx",
                "250 Ok 010201895a3f-0c1d-000000, 010201895a3f-0c1d-000000",
                "250 2.6.0 <m-1@x> [InternalId=8375 Hostname=x] Queued mail for delivery, 8375", "250 OK,",
                "250 Great success,", "251 2.0.0 Ok: queued as ABC, ABC"})
        void the_id_is_found_in_the_forms_of_common_servers(String reply, @Nullable String id) {
            server.replies(SmtpStub.END, reply);

            assertThat(send()).isEqualTo(new Accepted(id, null));
        }

        @ParameterizedTest
        @CsvSource({"GREETING, 421 4.3.2 busy, 421, TEMPORARY", "GREETING, 554 5.7.1 blocked, 554, PROVIDER",
                "MAIL, 451 4.7.1 try later, 451, TEMPORARY", "MAIL, 550 5.7.1 not your domain, 550, PROVIDER",
                "MAIL, 530 5.7.0 log in, 530, PROVIDER", "RCPT, 450 4.2.1 greylisted, 450, TEMPORARY",
                "RCPT, 452 4.5.3 too many recipients, 452, TEMPORARY", "RCPT, 550 5.1.1 unknown, 550, RECIPIENT",
                "RCPT, 550 5.7.1 refused, 550, RECIPIENT", "RCPT, 550 5.1.8 bad domain of the sender, 550, PROVIDER",
                "RCPT, 530 5.7.0 log in, 530, PROVIDER", "DATA, 451 4.3.0 try later, 451, TEMPORARY",
                "DATA, 554 5.5.1 no recipients, 554, RECIPIENT", "., 451 4.3.0 try later, 451, TEMPORARY",
                "., 421 4.3.2 shutting down, 421, TEMPORARY", "., 552 5.3.4 too large, 552, RECIPIENT",
                "., 550 5.7.26 unauthenticated domain, 550, PROVIDER"})
        void a_refusal_is_definite(String step, String reply, String code, Cause cause) {
            server.replies(step, reply);

            assertThat(send()).isEqualTo(new Rejected(code, reply.substring(4), cause));
        }

        @ParameterizedTest
        @ValueSource(strings = {SmtpStub.GREETING, "MAIL", "RCPT", "DATA", SmtpStub.END})
        void a_refusal_counts_also_when_the_connection_ends_with_it(String step) {
            server.repliesAndClosesAt(step, "421 4.3.2 shutting down");

            assertThat(send()).isEqualTo(new Rejected("421", "4.3.2 shutting down", Cause.TEMPORARY));
        }

        @Test
        void a_message_counts_as_accepted_also_when_the_connection_ends_after_it() {
            server.repliesAndClosesAt(SmtpStub.END, "250 queued as 77");

            assertThat(send()).isEqualTo(new Accepted("77", null));
        }

        @Test
        void a_reply_of_several_lines_is_one_text() {
            server.replies("RCPT", "550-5.1.1 The address does not exist.\r\n550 5.1.1 See https://example.com/1");

            assertThat(send()).isEqualTo(new Rejected("550",
                    "5.1.1 The address does not exist. 5.1.1 See https://example.com/1", Cause.RECIPIENT));
        }

        @ParameterizedTest
        @ValueSource(strings = {SmtpStub.GREETING, "EHLO", "MAIL", "RCPT", "DATA"})
        void a_connection_that_ends_before_the_content_is_definite(String step) {
            server.closesAt(step);

            assertThat(send()).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo("CONNECTION");
                assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY);
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {SmtpStub.GREETING, "EHLO", "MAIL", "RCPT", "DATA"})
        void silence_before_the_content_is_definite(String step) {
            server.holdsAt(step);

            assertThat(send(StartTls.NEVER, SHORT)).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo("CONNECTION");
                assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY);
                assertThat(rejected.text()).contains("timed out");
            });
        }

        @ParameterizedTest
        @CsvSource({"3, MAIL", "6, ."})
        void replies_that_take_too_long_together_end_the_attempt(int readings, String unsent) {
            AtomicInteger taken = new AtomicInteger();
            InstantSource clock = () -> NOW.plusSeconds(taken.incrementAndGet() > readings ? 60 : 0);
            SmtpProvider provider = new SmtpProvider(settings(server.port(), StartTls.NEVER, LONG), clock);

            assertThat(provider.send(message().build())).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo("CONNECTION");
                assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY);
                assertThat(rejected.text()).contains("timed out");
            });
            assertThat(server.received()).noneMatch(line -> line.startsWith(unsent));
        }

        @Test
        void a_connection_that_ends_after_the_content_leaves_the_message_unknown() {
            server.closesAt(SmtpStub.END);

            assertThat(send()).isInstanceOfSatisfying(Unknown.class,
                    unknown -> assertThat(unknown.code()).isEqualTo("CONNECTION"));
        }

        @Test
        void silence_after_the_content_leaves_the_message_unknown() {
            server.holdsAt(SmtpStub.END);

            assertThat(send(StartTls.NEVER, SHORT)).isInstanceOfSatisfying(Unknown.class,
                    unknown -> assertThat(unknown.code()).isEqualTo("TIMEOUT"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"what?", "OK", "354 more", "250-queued as 1"})
        void a_reply_to_the_content_that_is_none_leaves_the_message_unknown(String reply) {
            server.repliesAndClosesAt(SmtpStub.END, reply);

            assertThat(send()).isInstanceOf(Unknown.class);
        }

        @Test
        void a_late_confirmation_counts() {
            server.holdsAt(SmtpStub.END);
            CompletableFuture<SendResult> result = CompletableFuture.supplyAsync(this::send);

            await().until(() -> server.received().contains(SmtpStub.END));
            assertThat(result).isNotDone();
            server.release();

            assertThat(result).succeedsWithin(LONG).isEqualTo(new Accepted("4bXyZ1", null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.1 400 Bad Request", "hello", "x", "999 what"})
        void a_server_that_is_no_mail_server_has_taken_nothing(String greeting) {
            server.replies(SmtpStub.GREETING, greeting);

            assertThat(send()).isInstanceOfSatisfying(Rejected.class,
                    rejected -> assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY));
        }

        @ParameterizedTest
        @CsvSource({"535 5.7.8 wrong password, 535, PROVIDER", "454 4.7.0 try later, 454, TEMPORARY"})
        void credentials_can_be_refused(String reply, String code, Cause cause) {
            server.replies("EHLO", "250-stub\r\n250 AUTH PLAIN LOGIN").replies("AUTH", reply);

            assertThat(sendAs("sales", PASSWORD)).isEqualTo(new Rejected(code, reply.substring(4), cause));
        }

        @Test
        void a_connection_that_ends_during_authentication_is_temporary() {
            server.replies("EHLO", "250-stub\r\n250 AUTH PLAIN").closesAt("AUTH");

            assertThat(sendAs("sales", PASSWORD)).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo("CONNECTION");
                assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY);
            });
        }

        @Test
        void a_server_without_a_common_mechanism_refuses_the_credentials() {
            server.replies("EHLO", "250-stub\r\n250 AUTH GSSAPI");

            assertThat(sendAs("sales", PASSWORD)).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo("AUTHENTICATION");
                assertThat(rejected.cause()).isEqualTo(Cause.PROVIDER);
            });
        }

        @Test
        void a_password_that_cannot_be_read_sends_nothing() {
            Secret secret = new Secret(() -> {
                throw new IllegalStateException("unreadable");
            });

            assertThat(provider(settings(server.port(), StartTls.NEVER, LONG, "sales", secret)).send(message().build()))
                    .isInstanceOf(Rejected.class);
            assertThat(server.received()).isEmpty();
        }

        @Test
        void a_password_that_the_server_repeats_is_removed() {
            String plain = "AHNhbGVzAGNvcnJlY3QtaG9yc2UtYmF0dGVyeQ==";
            server.replies("EHLO", "250-stub\r\n250 AUTH PLAIN").replies("RCPT",
                    "550 you logged in with " + PASSWORD + " as " + plain);

            assertThat(sendAs("sales", PASSWORD))
                    .isEqualTo(new Rejected("550", "you logged in with *** as ***", Cause.RECIPIENT));
            assertThat(server.received()).contains("AUTH PLAIN " + base64("sales\0sales\0" + PASSWORD));
        }

        @Test
        void encryption_that_is_required_must_be_offered() {
            assertThat(send(StartTls.REQUIRED, LONG)).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo("START_TLS");
                assertThat(rejected.cause()).isEqualTo(Cause.PROVIDER);
            });
            assertThat(server.received()).noneMatch(line -> line.startsWith("MAIL"));
        }

        @Test
        void encryption_that_is_not_required_is_used_where_it_is_offered(@TempDir Path folder) throws Exception {
            SSLContext certificate = LocalhostCertificate.context(folder);
            assertThat(send(StartTls.OPPORTUNISTIC, LONG)).isInstanceOf(Accepted.class);

            server.encryptsWith(certificate);
            assertThat(trusting(certificate, settings(server.port(), StartTls.OPPORTUNISTIC, LONG))
                    .send(message().build()))
                    .isInstanceOf(Accepted.class);
            assertThat(server.received()).contains("STARTTLS");
        }

        @Test
        void a_connection_is_encrypted(@TempDir Path folder) throws Exception {
            SSLContext certificate = LocalhostCertificate.context(folder);
            server.encryptsWith(certificate);

            assertThat(trusting(certificate, settings(server.port(), StartTls.REQUIRED, LONG)).send(message().build()))
                    .isInstanceOf(Accepted.class);
            assertThat(server.received()).contains("STARTTLS", ".");
        }

        @Test
        void a_certificate_that_is_not_trusted_ends_the_attempt(@TempDir Path folder) throws Exception {
            SSLContext certificate = LocalhostCertificate.context(folder);
            server.encryptsWith(certificate);

            assertThat(send(StartTls.REQUIRED, LONG)).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.code()).isEqualTo("TLS");
                assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY);
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"ana@example.com\r\nRCPT TO:<eve@example.com>", "ana@example.com, eve@example.com",
                "Ana <ana@example.com>, eve@example.com", "group:ana@example.com;", "ana", "", "zoë@example.com",
                "ana\u010a@example.com", "ana@example.com\u2028", "<>", "\u0000ana@example.com"})
        void an_address_that_is_not_exactly_one_is_refused_without_a_connection(String to) {
            assertThat(provider(settings(server.port(), StartTls.NEVER, LONG)).send(message().to(to).build()))
                    .isInstanceOfSatisfying(Rejected.class, rejected -> {
                        assertThat(rejected.code()).isEqualTo("BAD_ADDRESS");
                        assertThat(rejected.cause()).isEqualTo(Cause.RECIPIENT);
                    });
            assertThat(server.received()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Ana", "Ana <ana>", "Ana <ana@org.example\r\nDATA>", "a@b.example, c@d.example"})
        void a_sender_that_is_no_address_is_refused_without_a_connection(String from) {
            assertThat(provider(settings(server.port(), StartTls.NEVER, LONG)).send(message().from(from).build()))
                    .isInstanceOfSatisfying(Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo("BAD_SENDER"));
            assertThat(server.received()).isEmpty();
        }

        private SendResult send() {
            return send(StartTls.NEVER, LONG);
        }

        private SendResult send(StartTls startTls, Duration timeout) {
            return provider(settings(server.port(), startTls, timeout)).send(message().build());
        }

        private SendResult sendAs(String username, String password) {
            return provider(settings(server.port(), StartTls.NEVER, LONG, username, Secret.of(password)))
                    .send(message().build());
        }
    }

    @Test
    void a_server_that_cannot_be_reached_has_taken_nothing() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }

        assertThat(provider(settings(port, StartTls.NEVER, LONG)).send(message().build()))
                .isInstanceOfSatisfying(Rejected.class, rejected -> {
                    assertThat(rejected.code()).isEqualTo("CONNECTION");
                    assertThat(rejected.cause()).isEqualTo(Cause.TEMPORARY);
                    assertThat(rejected.text()).contains("localhost", "Connection refused");
                });
    }

    @Test
    void port_465_is_encrypted_from_the_start() {
        assertThat(SmtpProvider.properties(settings(465, StartTls.REQUIRED, LONG),
                (SSLSocketFactory) SSLSocketFactory.getDefault())).containsEntry("mail.smtp.ssl.enable", "true")
                .containsEntry("mail.smtp.starttls.enable", "false")
                .containsEntry("mail.smtp.starttls.required", "false");
    }

    @Test
    void a_provider_needs_a_valid_sender() {
        var settings = new ProviderSettings.Smtp("mailer", pace(LONG), "localhost", 587, null, null, StartTls.REQUIRED,
                "nobody", null);

        assertThatThrownBy(() -> new SmtpProvider(settings, InstantSource.fixed(NOW)))
                .hasMessageContaining("nudge.delivery.providers.mailer.from");
    }

    @Test
    void settings_of_spring_mail_create_no_sender_and_no_health_indicator() {
        assertThat(getClass().getResource("/org/springframework/boot/mail/autoconfigure")).isNull();
    }

    @Test
    void messages_can_neither_be_looked_up_nor_repeated() {
        SmtpProvider provider = provider(settings(587, StartTls.NEVER, LONG));

        assertThat(provider.canLookUp()).isFalse();
        assertThat(provider.recognisesRepeats()).isFalse();
    }

    private static ProviderSettings.Smtp settings(int port, StartTls startTls, Duration timeout) {
        return settings(port, startTls, timeout, null, null);
    }

    private static ProviderSettings.Smtp settings(int port, StartTls startTls, Duration timeout,
            @Nullable String username, @Nullable Secret password) {
        return new ProviderSettings.Smtp("mailer", pace(timeout), "localhost", port, username, password, startTls,
                "Sales <sales@nudge.example>", "unsubscribe@nudge.example");
    }

    private static Pace pace(Duration timeout) {
        return new Pace(10, 16, timeout, 6, Duration.ofHours(24), Duration.ofSeconds(5));
    }

    private static SmtpProvider provider(ProviderSettings.Smtp settings) {
        return new SmtpProvider(settings, InstantSource.fixed(NOW));
    }

    private static SmtpProvider trusting(SSLContext certificate, ProviderSettings.Smtp settings) {
        return new SmtpProvider(settings, InstantSource.fixed(NOW), certificate.getSocketFactory());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageBuilder message() {
        return new MessageBuilder();
    }

    private static final class MessageBuilder {

        private String to = "ana@example.com";
        private @Nullable String subject = "Your visit";
        private String text = "Hi Ana";
        private Sender sender = Sender.OF_PROVIDER;
        private @Nullable Unsubscribe unsubscribe;

        MessageBuilder to(String address) {
            to = address;
            return this;
        }

        MessageBuilder subject(@Nullable String line) {
            subject = line;
            return this;
        }

        MessageBuilder text(String html) {
            text = html;
            return this;
        }

        MessageBuilder from(String address) {
            sender = new Sender(address, null);
            return this;
        }

        MessageBuilder unsubscribe(@Nullable String url, @Nullable String mailto) {
            unsubscribe = new Unsubscribe(url, mailto);
            return this;
        }

        OutboundMessage build() {
            return new OutboundMessage("m-0123abcd", "acme", "ana", Channel.EMAIL, to, subject, text, null, Map.of(),
                    sender, null, unsubscribe, null, Map.of());
        }
    }
}
