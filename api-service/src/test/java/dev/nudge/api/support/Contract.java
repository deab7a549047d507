package dev.nudge.api.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Description.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Validates accepted requests and all responses against the API's description. */
public final class Contract {

    private static final Description DESCRIPTION = Description.checkedIn();
    /** The codes of warnings about what was ignored in a body. */
    private static final Pattern IGNORED = Pattern.compile("\"code\":\"(\\w+_IGNORED|ATTRIBUTES_FULL)\"");
    private static final String PROBLEM = "application/problem+json";
    private static final String MERGE_PATCH = "application~1merge-patch+json";
    /** The documented headers; the web server sets the others. */
    private static final Set<String> DOCUMENTED_HEADERS = Set.of("ETag", "Location", "Retry-After", "WWW-Authenticate",
            "RateLimit", "RateLimit-Policy", "Idempotent-Replayed",
            "Nudge-Published");

    private Contract() {}

    /**
     * @param target the path and the query
     * @param sent the body; null when there is none, or when it is not to be validated
     */
    public static void check(String method, String target, Map<String, String> headers, @Nullable String sent,
            Answer answer) {
        String path = target.split("\\?", 2)[0];
        if (!path.startsWith("/api/")) {
            return;
        }
        Optional<Route> found = DESCRIPTION.route(method, path);
        String what = method + " " + target + " answered " + answer.status() + " " + answer.text();
        if (found.isEmpty()) {
            checkElsewhere(method, answer, what);
            return;
        }
        Route route = found.get();
        checkAnswer(route, answer, what);
        if (answer.status() < 300) {
            checkQuery(route, target, what);
            if (IGNORED.matcher(answer.text()).find()) {
                return; // part of the body is not as described, which the warning says
            }
            checkBody(route, headers.getOrDefault("Content-Type", ""), sent, what);
        }
    }

    /** Checks a path without a route, or a method that a path does not support. */
    private static void checkElsewhere(String method, Answer answer, String what) {
        if (method.equals("HEAD") || method.equals("OPTIONS")) {
            return;
        }
        if (answer.status() != 503) { // authentication comes first, and the provider may be unavailable
            assertThat(answer.status()).as(what).isBetween(400, 499);
        }
        assertThat(mediaType(answer)).as(what).isEqualTo(PROBLEM);
        assertThat(DESCRIPTION.violations("/components/schemas/Problem", Description.json(answer.text()))).as(what)
                .isEmpty();
    }

    private static void checkAnswer(Route route, Answer answer, String what) {
        String at = route.pointer() + "/responses/" + answer.status();
        assertThat(DESCRIPTION.has(at)).as("documented status of: " + what).isTrue();
        String response = DESCRIPTION.resolved(at);
        checkHeaders(response, answer, what);
        JsonNode content = DESCRIPTION.at(response).path("content");
        if (content.isEmpty()) {
            assertThat(answer.text()).as(what).isEmpty();
            return;
        }
        String mediaType = mediaType(answer);
        assertThat(content.has(mediaType)).as("documented type " + mediaType + " of: " + what).isTrue();
        String schema = response + "/content/" + Description.escaped(mediaType) + "/schema";
        JsonNode body = mediaType.equals("text/event-stream")
                ? JsonNodeFactory.instance.stringNode(answer.text())
                : Description.json(answer.text());
        assertThat(DESCRIPTION.violations(schema, body)).as(what).isEmpty();
        if (mediaType.equals(PROBLEM)) {
            assertThat(body.get("status").intValue()).as(what).isEqualTo(answer.status());
            assertThat(problemTypes(answer.status())).as(what).contains(body.get("type").stringValue());
        }
    }

    /** The types in the examples, because all problems have one schema. */
    private static Set<String> problemTypes(int status) {
        Set<String> types = new TreeSet<>();
        DESCRIPTION.at("/components/responses").forEach(response -> {
            JsonNode example = response.path("content").path(PROBLEM).path("example");
            if (example.path("status").intValue(0) == status) {
                types.add(example.get("type").stringValue());
            }
        });
        return types;
    }

    private static void checkHeaders(String response, Answer answer, String what) {
        JsonNode documented = DESCRIPTION.at(response).path("headers");
        for (String name : DOCUMENTED_HEADERS) {
            String value = answer.header(name);
            if (value != null) {
                assertThat(documented.has(name)).as("documented header " + name + " of: " + what).isTrue();
                String header = DESCRIPTION.resolved(response + "/headers/" + name);
                assertThat(DESCRIPTION.violations(header + "/schema", JsonNodeFactory.instance.stringNode(value)))
                        .as(what)
                        .isEmpty();
            } else if (documented.has(name)) {
                assertThat(DESCRIPTION.at(response + "/headers/" + name).path("required").booleanValue(false))
                        .as("required header " + name + " of: " + what).isFalse();
            }
        }
    }

    private static void checkQuery(Route route, String target, String what) {
        if (!target.contains("?")) {
            return;
        }
        for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
            String name = Description.decoded(pair.split("=", 2)[0]);
            String value = pair.contains("=") ? Description.decoded(pair.split("=", 2)[1]) : "";
            if (!pair.isEmpty()) {
                Optional<String> parameter = DESCRIPTION.parameters(route).stream()
                        .filter(at -> DESCRIPTION.at(at).get("in").stringValue().equals("query")
                                && DESCRIPTION.at(at).get("name").stringValue().equals(name))
                        .findFirst();
                assertThat(parameter).as("documented parameter " + name + " of: " + what).isPresent();
                if (!value.isBlank()) { // treated as absent
                    assertThat(
                            DESCRIPTION.violations(parameter.get() + "/schema", parameterValue(parameter.get(), value)))
                            .as(what).isEmpty();
                }
            }
        }
    }

    private static JsonNode parameterValue(String parameter, String value) {
        String schema = DESCRIPTION.resolved(parameter + "/schema");
        return Set.of("integer", "boolean").contains(DESCRIPTION.at(schema).path("type").stringValue(""))
                ? Description.json(value)
                : Lenience.canonical(JsonNodeFactory.instance.stringNode(value));
    }

    /** Checks that an accepted body matches the description. */
    private static void checkBody(Route route, String contentType, @Nullable String sent, String what) {
        if (sent == null || sent.isEmpty()) {
            return;
        }
        String body = route.pointer() + "/requestBody/content/"
                + Description.escaped(contentType.split(";", 2)[0].strip());
        assertThat(DESCRIPTION.has(body)).as("documented body of " + contentType + " of: " + what).isTrue();
        assertThat(DESCRIPTION.violations(body + "/schema", canonical(body, Description.json(sent))))
                .as(sent + " of: " + what).isEmpty();
    }

    /** Converts the body to its schema's form; in a merge patch, null differs from absent. */
    private static JsonNode canonical(String body, JsonNode sent) {
        JsonNode type = DESCRIPTION.at(DESCRIPTION.resolved(body + "/schema")).path("type");
        boolean isPatch = DESCRIPTION.has(body.replace("application~1json", MERGE_PATCH));
        return Lenience.canonical(sent, type.stringValue("").equals("array"), isPatch);
    }

    /** Whether a request's body matches the description. */
    public static boolean isValidBody(Route route, String sent) {
        try {
            return DESCRIPTION.violations(route.pointer() + "/requestBody/content/application~1json/schema",
                    Description.json(sent)).isEmpty();
        } catch (JacksonException notJson) {
            return false;
        }
    }

    private static String mediaType(Answer answer) {
        String type = answer.header("Content-Type");
        return type == null ? "none" : type.split(";", 2)[0].strip();
    }

    /** The problem types in the description. */
    public static Set<String> problemTypes() {
        Set<String> types = new TreeSet<>();
        List.of(DESCRIPTION.at("/components/schemas/Problem/properties/type/enum"))
                .forEach(all -> all.forEach(type -> types.add(type.stringValue())));
        return types;
    }
}
