package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.json.Json;
import dev.nudge.json.JsonCodec;
import dev.nudge.testsupport.JsonCall;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user who calls the API with a token. */
public record Client(StandaloneProcess nudge, String organizationId, String userId, String token) {

    /** With a development token from the public endpoint. */
    static Client withToken(StandaloneProcess nudge, String organizationId, String userId, String... roles) {
        Client anonymous = new Client(nudge, organizationId, userId, "");
        Map<String, @Nullable Object> answer = anonymous.post("/dev/token",
                Map.of("userId", userId, "organizationId", organizationId, "roles", List.of(roles)));
        return new Client(nudge, organizationId, userId,
                Objects.requireNonNull(answer.get("token"), "a token").toString());
    }

    public Map<String, @Nullable Object> get(String path) {
        return call("GET", path, null);
    }

    public Map<String, @Nullable Object> post(String path, Object body) {
        return call("POST", path, body);
    }

    public Map<String, @Nullable Object> put(String path, Object body) {
        return call("PUT", path, body);
    }

    public Map<String, @Nullable Object> patch(String path, Object body) {
        return call("PATCH", path, body);
    }

    /** Returns the response's body; a refused call fails the test. */
    private Map<String, @Nullable Object> call(String method, String path, @Nullable Object body) {
        HttpResponse<byte[]> response = send(method, path, body);
        assertThat(response.statusCode()).as("%s %s: %s", method, path, JsonCall.text(response)).isBetween(200, 299);
        return Json.object(JsonCodec.readObject(response.body()).orThrow());
    }

    public HttpResponse<byte[]> send(String method, String path, @Nullable Object body) {
        return JsonCall.send(nudge.http(), method, nudge.url(path), JsonCall.headers(token), JsonCall.body(body),
                Duration.ofSeconds(30));
    }
}
