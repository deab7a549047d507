package dev.nudge.testsupport;

import dev.nudge.json.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP calls with JSON bodies. The caller interprets the responses. */
public final class JsonCall {

    private JsonCall() {}

    /** @param body null for none */
    public static BodyPublisher body(@Nullable Object body) {
        return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(JsonCodec.write(body));
    }

    /** The headers of a caller with a token; an empty token is omitted. */
    public static Map<String, String> headers(String token) {
        return token.isEmpty()
                ? Map.of("Content-Type", "application/json")
                : Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token);
    }

    /** @throws UncheckedIOException if there is no response */
    public static HttpResponse<byte[]> send(HttpClient http, String method, URI url, Map<String, String> headers,
            BodyPublisher body, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(timeout).method(method, body);
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException unavailable) {
            throw new UncheckedIOException(unavailable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Whether the response to a GET has the status 200; false if there is no response. */
    public static boolean isOk(HttpClient http, URI url) {
        try {
            return send(http, "GET", url, Map.of(), BodyPublishers.noBody(), Duration.ofSeconds(10))
                    .statusCode() == 200;
        } catch (UncheckedIOException unavailable) {
            return false;
        }
    }

    public static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
