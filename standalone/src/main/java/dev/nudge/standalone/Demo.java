package dev.nudge.standalone;

import dev.nudge.standalone.demo.Recipes;
import dev.nudge.standalone.demo.Recipes.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo organization: its users, settings, templates, and automations from recipes, among them the one of the README
 * and a variant of it with a delay of seconds instead of a day. They are created through the API; objects that exist
 * already are not changed.
 */
final class Demo {

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
            User maria = user(http, Recipes.MARIA, "member", "admin");
            if (!maria.hasSettings()) {
                maria.call("PUT", "/api/organization", Recipes.resource(Recipes.SETTINGS), Map.of(), 200);
            }
            user(http, Recipes.OMAR, "member", "operator").call("GET", "/api/users/me", "", Map.of(), 200);
            User alice = user(http, Recipes.ALICE, "member");
            for (String template : Recipes.TEMPLATES) {
                alice.call("PUT", "/api/templates/" + template, Recipes.template(template),
                        Map.of("If-None-Match", "*"), 201, 412);
            }
            Set<String> known = alice.automations().keySet();
            for (Recipe recipe : Recipes.ALL) {
                create(http, alice, known, recipe);
            }
        }
        return Recipes.text("commands.txt").formatted(token(Recipes.ALICE, "member"), url, Recipes.ORGANIZATION,
                bootstrapServers);
    }

    /** The ids of the automations that decide in the history. */
    Set<String> automationsOfTheHistory() throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            Map<String, String> ids = user(http, Recipes.ALICE, "member").automations();
            ids.keySet().retainAll(Recipes.OF_THE_HISTORY.stream().map(Demo::nameOf).toList());
            return Set.copyOf(ids.values());
        }
    }

    /** Creates an automation, which enables it for its creator, and sets the preferences of the other users. */
    private void create(HttpClient http, User alice, Set<String> known, Recipe recipe) throws InterruptedException {
        if (known.contains(nameOf(recipe)) && !started.contains(recipe.name())) {
            return;
        }
        started.add(recipe.name());
        JsonNode created = JSON.readTree(alice.call("POST", "/api/automations", recipe.body(),
                Map.of("Idempotency-Key", key + "-" + recipe.name()), 201));
        String preference = "/api/automations/" + created.get("automation").get("_id").asString() + "/preference";
        for (String user : recipe.on()) {
            user(http, user, "member").call("PATCH", preference, "{\"enabled\": true}", Map.of(), 200);
        }
        for (String user : recipe.off()) {
            user(http, user, "member").call("PATCH", preference, "{\"enabled\": false}", Map.of(), 200);
        }
    }

    private static String nameOf(Recipe recipe) {
        return JSON.readTree(recipe.body()).get("name").asString();
    }

    private User user(HttpClient http, String name, String... roles) {
        return new User(http, url, token(name, roles));
    }

    private String token(String user, String... roles) {
        return tokens.token(user, Recipes.ORGANIZATION, List.of(roles));
    }

    private record User(HttpClient http, String url, String token) {

        private static final Duration TIMEOUT = Duration.ofSeconds(20);

        /** The ids of the organization's automations, by their names. */
        Map<String, String> automations() throws InterruptedException {
            Map<String, String> ids = new HashMap<>();
            JsonNode page = JSON.readTree(call("GET", "/api/automations?limit=100", "", Map.of(), 200));
            page.get("items").forEach(item -> ids.put(item.get("name").asString(), item.get("_id").asString()));
            return ids;
        }

        /** Whether the organization's settings were saved after it was created. */
        boolean hasSettings() throws InterruptedException {
            JsonNode settings = JSON.readTree(call("GET", "/api/organization", "", Map.of(), 200));
            return settings.path("version").asInt() > 1;
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
