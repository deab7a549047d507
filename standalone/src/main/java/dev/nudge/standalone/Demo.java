package dev.nudge.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo organization: two users, a template, the automation of the README, and a variant of it with a delay of
 * seconds instead of a day. It is created through the API; objects that exist already are not changed.
 */
final class Demo {

    private static final String ORGANIZATION = "demo";
    private static final String ALICE = "alice";
    private static final String BOB = "bob";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final TokenController tokens;
    private final String url;
    private final String bootstrapServers;
    private final String key = UUID.randomUUID().toString();
    private final Set<String> started = new HashSet<>();

    Demo(TokenController tokens, String url, String bootstrapServers) {
        this.tokens = tokens;
        this.url = url;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Loads the demo. Can be called again after a failure: objects that were created in part are completed, with the
     * same idempotency keys.
     *
     * @return the shell commands to try the demo
     */
    String load() throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            User alice = user(http, ALICE);
            alice.call("PUT", "/api/templates/follow-up-24h", resource("template-follow-up-24h.json"),
                    Map.of("If-None-Match", "*"), 201, 412);
            Set<String> known = alice.automations();
            for (String name : List.of("automation-follow-up-24h.json", "automation-follow-up-15s.json")) {
                create(alice, user(http, BOB), known, name);
            }
        }
        return resource("commands.txt").formatted(token(ALICE), url, ORGANIZATION, bootstrapServers);
    }

    /** Creates an automation, which enables it for its creator, and enables it for the other user. */
    private void create(User alice, User bob, Set<String> known, String resource) throws InterruptedException {
        String automation = resource(resource);
        if (known.contains(JSON.readTree(automation).get("name").asString()) && !started.contains(resource)) {
            return;
        }
        started.add(resource);
        JsonNode created = JSON.readTree(alice.call("POST", "/api/automations", automation,
                Map.of("Idempotency-Key", key + "-" + resource), 201));
        bob.call("PATCH", "/api/automations/" + created.get("automation").get("_id").asString() + "/preference",
                "{\"enabled\": true}", Map.of(), 200);
    }

    private User user(HttpClient http, String name) {
        return new User(http, url, token(name));
    }

    private String token(String user) {
        return tokens.token(user, ORGANIZATION, List.of("member"));
    }

    private static String resource(String name) {
        try (InputStream resource = Objects.requireNonNull(Demo.class.getResourceAsStream("/demo/" + name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private record User(HttpClient http, String url, String token) {

        private static final Duration TIMEOUT = Duration.ofSeconds(20);

        /** The names of the user's automations. */
        Set<String> automations() throws InterruptedException {
            Set<String> names = new HashSet<>();
            JsonNode page = JSON.readTree(call("GET", "/api/automations?limit=100", "", Map.of(), 200));
            page.get("items").forEach(item -> names.add(item.get("name").asString()));
            return names;
        }

        String call(String method, String path, String body, Map<String, String> headers, Integer... expected)
                throws InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            headers.forEach(request::header);
            try {
                HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
                if (!List.of(expected).contains(response.statusCode())) {
                    throw new IllegalStateException("Expected the demo to be loaded but %s %s answered %d: %s"
                            .formatted(method, path, response.statusCode(), response.body()));
                }
                return response.body();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
