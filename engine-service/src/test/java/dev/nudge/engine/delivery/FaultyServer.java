package dev.nudge.engine.delivery;

import dev.nudge.automation.Channel;
import dev.nudge.engine.provider.SmtpStub;
import dev.nudge.engine.provider.StubEndpoint;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.ProviderSettings.Pace;
import dev.nudge.infrastructure.provider.Secret;
import dev.nudge.testsupport.FreePorts;
import dev.nudge.testsupport.TwilioStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A provider's server with a fault, which speaks the provider's protocol on a local socket. */
sealed interface FaultyServer extends AutoCloseable {

    Channel channel();

    ProviderSettings settings(String provider, Pace pace);

    /** The recipient of messages. */
    String to();

    /** How many times the server has taken a message. */
    int taken();

    @Override
    void close();

    /** Twilio's Messages resource. */
    final class Twilio implements FaultyServer {

        static final Duration LOOK_UP_AFTER = Duration.ofMillis(1_500);

        private final int port;
        private @Nullable TwilioStub stub;

        private Twilio(int port) {
            this.port = port;
        }

        static Twilio that(TwilioStub.Fault... faults) {
            Twilio server = new Twilio(0);
            server.start().failPosts(faults);
            return server;
        }

        Twilio withLookUps(TwilioStub.Fault... faults) {
            start().failGets(faults);
            return this;
        }

        /** Its port is closed until {@link #start}. */
        static Twilio down() {
            return new Twilio(FreePorts.any());
        }

        boolean isDown() {
            return stub == null;
        }

        TwilioStub start() {
            TwilioStub started = stub == null ? TwilioStub.start(port, InstantSource.system()) : stub;
            stub = started;
            return started;
        }

        @Override
        public Channel channel() {
            return Channel.SMS;
        }

        @Override
        public ProviderSettings settings(String provider, Pace pace) {
            URI baseUrl = stub == null ? URI.create("http://localhost:" + port) : stub.baseUrl();
            return new ProviderSettings.Twilio(provider, pace, baseUrl, "AC0123456789abcdef", Secret.of("token"), null,
                    null, null, "+15005550006", LOOK_UP_AFTER);
        }

        @Override
        public String to() {
            return "+14155550100";
        }

        @Override
        public int taken() {
            return stub == null ? 0 : stub.accepted().size();
        }

        @Override
        public void close() {
            if (stub != null) {
                stub.close();
            }
        }
    }

    /** A mail server. */
    record Smtp(SmtpStub stub) implements FaultyServer {

        /** A mail server that takes messages, until its replies are changed. */
        static SmtpStub stubThat() {
            try {
                return new SmtpStub();
            } catch (IOException unexpected) {
                throw new UncheckedIOException(unexpected);
            }
        }

        @Override
        public Channel channel() {
            return Channel.EMAIL;
        }

        @Override
        public ProviderSettings settings(String provider, Pace pace) {
            return new ProviderSettings.Smtp(provider, pace, "127.0.0.1", stub.port(), null, null,
                    ProviderSettings.StartTls.NEVER, "hello@example.com", null);
        }

        @Override
        public String to() {
            return "ana@example.com";
        }

        @Override
        public int taken() {
            return (int) stub.received().stream().filter(SmtpStub.END::equals).count();
        }

        @Override
        public void close() {
            try {
                stub.close();
            } catch (IOException unexpected) {
                throw new UncheckedIOException(unexpected);
            }
        }
    }

    /**
     * The endpoint of a webhook.
     *
     * @param answers to the requests in turn, the last one also to further requests
     */
    record Webhook(StubEndpoint endpoint, List<Answer> answers, boolean allowsPrivateAddresses)
            implements
                FaultyServer {

        record Answer(boolean takes, StubEndpoint.Behaviour behaviour) {}

        static Answer answers(int status, String... headers) {
            return new Answer(status < 300, StubEndpoint.answers(status, String.join("", headers), ""));
        }

        static Answer hangs() {
            return new Answer(true, (_, endpoint) -> {
                while (!endpoint.waits(1_000)) {
                    // until the endpoint is closed
                }
            });
        }

        static Answer closes() {
            return new Answer(true, (_, _) -> {});
        }

        static Webhook that(Answer... answers) {
            return new Webhook(StubEndpoint.that(
                    (out, endpoint) -> answers[Math.min(endpoint.requests().size(), answers.length) - 1].behaviour()
                            .answer(out, endpoint)),
                    List.of(answers), true);
        }

        Webhook atAForbiddenAddress() {
            return new Webhook(endpoint, answers, false);
        }

        @Override
        public Channel channel() {
            return Channel.WEBHOOK;
        }

        @Override
        public ProviderSettings settings(String provider, Pace pace) {
            return new ProviderSettings.Webhook(provider, pace,
                    () -> List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), true, allowsPrivateAddresses);
        }

        @Override
        public String to() {
            return endpoint.url();
        }

        @Override
        public int taken() {
            return (int) IntStream.range(0, endpoint.requests().size())
                    .filter(request -> answers.get(Math.min(request, answers.size() - 1)).takes()).count();
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }
}
