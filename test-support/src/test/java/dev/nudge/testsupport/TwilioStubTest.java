package dev.nudge.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwilioStubTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");

    @Test
    void each_accepted_message_is_a_line_of_the_file(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("accepted.jsonl");
        try (TwilioStub twilio = TwilioStub.start(0, InstantSource.fixed(NOW), file);
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(post(http, twilio).statusCode()).isEqualTo(201);
            twilio.failPosts(TwilioStub.Fault.error(400, 21211, "Invalid number"));
            assertThat(post(http, twilio).statusCode()).isEqualTo(400);
            twilio.failPosts(new TwilioStub.Fault.AcceptAndAnswer(500, ""));
            assertThat(post(http, twilio).statusCode()).isEqualTo(500);

            assertThat(twilio.accepted()).hasSize(2);
            assertThat(Files.readAllLines(file)).hasSize(2)
                    .allSatisfy(line -> assertThat(JsonCodec.readObject(line.getBytes(UTF_8)).orThrow())
                            .containsEntry("dateCreated", "2026-04-22T10:00:00Z")
                            .containsEntry("form", Map.of("To", "+12025550123", "Body", "Hi Ana")).containsKey("sid"));
        }
    }

    private static HttpResponse<byte[]> post(HttpClient http, TwilioStub twilio) {
        return JsonCall.send(http, "POST", twilio.baseUrl().resolve("/2010-04-01/Accounts/AC1/Messages.json"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                BodyPublishers.ofString("To=%2B12025550123&Body=Hi+Ana"), Duration.ofSeconds(10));
    }
}
