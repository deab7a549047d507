package dev.nudge.reliability.harness;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.JsonCall;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A user who repeats each request until the API has accepted it. */
record Client(HttpClient http, String url, String token) {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    public Map<String, @Nullable Object> post(String path, Object body) {
        return accepted("POST", path, body);
    }

    public Map<String, @Nullable Object> put(String path, Object body) {
        return accepted("PUT", path, body);
    }

    public Map<String, @Nullable Object> patch(String path, Object body) {
        return accepted("PATCH", path, body);
    }

    public void delete(String path) {
        accepted("DELETE", path, null);
    }

    private Map<String, @Nullable Object> accepted(String method, String path, @Nullable Object body) {
        long begin = System.nanoTime();
        for (int attempt = 1; System.nanoTime() - begin < TIMEOUT.toNanos(); attempt++) {
            Optional<HttpResponse<byte[]>> answer = send(method, path, body);
            int status = answer.map(HttpResponse::statusCode).orElse(503);
            if (status < 300) {
                return Json.object(JsonCodec.readObject(answer.orElseThrow().body()).understood().orElseGet(Map::of));
            }
            if (status == 404 && method.equals("DELETE") && attempt > 1) { // the response to the first one was lost
                return Map.of();
            }
            if (status < 500) {
                throw new AssertionError("Expected " + method + " " + path + " to be accepted but found " + status
                        + " " + JsonCall.text(answer.orElseThrow()));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new AssertionError("Expected " + method + " " + path + " to be accepted within " + TIMEOUT);
    }

    /** One request; empty if there is no response. */
    Optional<HttpResponse<byte[]>> send(String method, String path, @Nullable Object body) {
        try {
            return Optional.of(JsonCall.send(http, method, URI.create(url + path), JsonCall.headers(token),
                    JsonCall.body(body), Duration.ofSeconds(10)));
        } catch (UncheckedIOException unavailable) {
            return Optional.empty();
        }
    }
}
