package dev.nudge.engine.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Channel;
import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.StandardWebhooks;
import dev.nudge.testsupport.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The npm package {@code standardwebhooks} of the specification's authors verifies what Nudge sends, and signs what
 * Nudge accepts. It is installed in {@code target/standardwebhooks}.
 */
class StandardWebhooksLibraryTest {

    private static final Path SOURCES = Path.of("src/test/node").toAbsolutePath();
    private static final Path TARGET = Path.of("target/standardwebhooks").toAbsolutePath();
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEXT_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final Tool NODE = new Tool(TARGET, Map.of());

    @BeforeAll
    static void install() throws IOException {
        Files.createDirectories(TARGET);
        NODE.require("Node.js is not installed (Debian: apt-get install nodejs)", "node", "--version");
        NODE.require("npm is not installed (Debian: apt-get install npm)", "npm", "--version");
        for (String file : List.of("package.json", "package-lock.json", "webhook.js")) {
            Files.copy(SOURCES.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        NODE.install(SOURCES.resolve("package-lock.json"), "npm", "ci", "--no-audit", "--no-fund");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, NEXT_SECRET})
    void the_library_verifies_what_Nudge_sends_with_each_key(String secret) {
        try (StubEndpoint endpoint = StubEndpoint.that(StubEndpoint.answers(204));
                WebhookProvider provider = new WebhookProvider(settings(), InstantSource.system())) {
            assertThat(provider.send(message(endpoint.url()))).isEqualTo(new SendResult.Accepted(null, null));
            StubEndpoint.Request request = endpoint.requests().getFirst();

            String printed = NODE.run("node", "webhook.js", "verify", secret, header(request, "webhook-id"),
                    header(request, "webhook-timestamp"), header(request, "webhook-signature"),
                    base64(request.body()));

            assertThat(printed.strip()).isEqualTo("message");
        }
    }

    @Test
    void Nudge_accepts_what_the_library_signs() {
        String body = "{\"type\":\"message.received\",\"data\":{\"body\":\"Ja, gern — привет 👋\"}}";
        Instant now = InstantSource.system().instant();
        String seconds = Long.toString(now.getEpochSecond());

        String signature = NODE.run("node", "webhook.js", "sign", NEXT_SECRET, "msg_1", seconds, base64(body)).strip();

        assertThat(new StandardWebhooks(() -> List.of(SECRET, NEXT_SECRET)).verify("msg_1", seconds, signature,
                body.getBytes(UTF_8), now))
                .isEqualTo(new StandardWebhooks.Verification.Valid("msg_1",
                        Instant.ofEpochSecond(now.getEpochSecond())));
    }

    private static String header(StubEndpoint.Request request, String name) {
        return request.headers().getOrDefault(name, "");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static ProviderSettings.Webhook settings() {
        return new ProviderSettings.Webhook("hooks", new ProviderSettings.Pace(10, 16, Duration.ofSeconds(20), 6,
                Duration.ofHours(24), Duration.ofSeconds(5)), () -> List.of(SECRET, NEXT_SECRET), true, true);
    }

    private static OutboundMessage message(String url) {
        return new OutboundMessage("m-1", "acme", "ana", Channel.WEBHOOK, url, null, "Привет 👋", null, Map.of(),
                OutboundMessage.Sender.OF_PROVIDER, null, null, null, Map.of("id", "m-1", "text", "Привет 👋"));
    }
}
