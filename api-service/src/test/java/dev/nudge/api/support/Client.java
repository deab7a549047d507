package dev.nudge.api.support;

import dev.nudge.testsupport.JsonCall;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of the API, with the headers of every request. It validates each response against the API's description. */
public record Client(HttpClient http, URI base, Map<String, String> headers) {

    public Client(HttpClient http, URI base) {
        this(http, base, Map.of("Content-Type", "application/json"));
    }

    public Client with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Client(http, base, more);
    }

    public Client without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new Client(http, base, fewer);
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    public Answer post(String path, String json) {
        return sendJson("POST", path, json);
    }

    public Answer put(String path, String json) {
        return sendJson("PUT", path, json);
    }

    public Answer patch(String path, String json) {
        return sendJson("PATCH", path, json);
    }

    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    private Answer sendJson(String method, String path, String json) {
        Answer answer = exchange(method, path, BodyPublishers.ofString(json));
        Contract.check(method, path, headers, json, answer);
        return answer;
    }

    /** Sends any body; an accepted body is not validated. */
    public Answer send(String method, String path, BodyPublisher body) {
        Answer answer = exchange(method, path, body);
        Contract.check(method, path, headers, null, answer);
        return answer;
    }

    /** Sends without validation. */
    public Answer exchange(String method, String path, BodyPublisher body) {
        HttpResponse<byte[]> response = JsonCall.send(http, method, URI.create(base + path), headers, body,
                Duration.ofMinutes(1));
        return new Answer(response.statusCode(), response.headers(), JsonCall.text(response));
    }
}
