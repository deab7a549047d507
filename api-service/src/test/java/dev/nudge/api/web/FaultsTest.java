package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Every invalid request gets a problem response that names the error. */
@ApiTest
class FaultsTest {

    private final Api api;
    private final Client ana;

    FaultsTest(@Autowired Api api) {
        this.api = api;
        this.ana = api.member("ana", Api.newOrganization());
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of(Named.of("nothing", ""), "required", "is empty"),
                Arguments.of(Named.of("incomplete", "{\"name\": "), "format", "line 1"),
                Arguments.of(Named.of("no JSON", "name=Follow-up"), "format", "line 1, column"),
                Arguments.of(Named.of("two values", "{} {}"), "format", "more after it at line 1, column 4"),
                Arguments.of(Named.of("a name twice", "{\"name\": \"a\", \"name\": \"b\"}"), "format",
                        "\"name\" again at line 1, column 15"),
                Arguments.of(Named.of("a list", "[]"), "type", "a list"),
                Arguments.of(Named.of("null", "null"), "type", "null"),
                Arguments.of(Named.of("no number", "{\"maxTransitions\": NaN}"), "format", "NaN"),
                Arguments.of(Named.of("an overlong number", "{\"maxTransitions\": " + "9".repeat(2_000) + "}"),
                        "format",
                        "at most 1000 characters"),
                Arguments.of(
                        Named.of("too deep", "{\"conditions\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
                        "format",
                        "nested too deep: expected at most 64 levels of objects and lists at line 1, column 79"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_body_that_is_not_a_JSON_object_is_rejected(String body, String code, String words) {
        Answer refused = ana.post("/api/automations", body).isProblem(400, "urn:nudge:error:validation");

        assertThat(Json.objects(refused.json(), "errors")).singleElement().satisfies(error -> {
            assertThat(error).containsEntry("pointer", "").containsEntry("code", code);
            assertThat(String.valueOf(error.get("message"))).contains(words).doesNotContain("`", "java", "Feature",
                    "Source", "allowed as");
        });
    }

    @Test
    void invalid_UTF8_is_rejected() {
        ana.send("POST", "/api/automations", BodyPublishers.ofByteArray(new byte[]{'{', '"', (byte) 0xC3, '(', '"'}))
                .isProblem(400, "urn:nudge:error:validation");
    }

    @Test
    void all_errors_are_reported_at_once() {
        Answer refused = ana.post("/api/automations", """
                {"name": "", "event": "Message Received", "triggerLogicType": "timer", "colour": "red",
                 "timerLogic": {"delay": 0, "unit": "fortnights"}, "maxTransitions": 1.5,
                 "conditions": [{"field": "status", "op": "is", "value": "x"}, {"field": "age", "op": "gt",
                 "value": 5}], "schedule": {"start": "09:00", "end": "09:00"},
                 "actions": {"sendMessage": [{"template": "t", "channel": "fax"}]}, "enabled": "on"}""")
                .isProblem(400, "urn:nudge:error:validation");

        assertThat(refused.pointers()).contains("/name", "/event", "/colour", "/timerLogic/delay", "/timerLogic/unit",
                "/maxTransitions", "/conditions/0/op", "/schedule/end",
                "/actions/sendMessage/0/channel", "/enabled");
        assertThat(Json.objects(refused.json(), "errors")).allSatisfy(error -> assertThat(error).containsOnlyKeys(
                "pointer", "code", "message"));
    }

    @Test
    void an_unpaired_surrogate_is_replaced() {
        String body = Examples.followUpWith("name", "cut").replace("\"cut\"", "\"cut \\ud83d\"");

        assertThat(ana.post("/api/automations", body).is(201).automation()).containsEntry("name", "cut \uFFFD");
    }

    @ParameterizedTest // in JSON, a control character has six bytes
    @CsvSource({"100, \u20AC", "50, '\u0001'"})
    void an_automation_that_is_too_large_for_kafka_is_rejected(int texts, String character) {
        List<Object> condition = List.of(Map.of("field", "status", "op", "in", "value",
                Collections.nCopies(texts, character.repeat(1_000))));

        assertThat(ana.post("/api/automations", Examples.followUpWith("conditions", condition))
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("");
    }

    @Test
    void a_long_list_of_entity_tags_is_read() {
        ana.with("If-None-Match", "\"\"" + ",\"\"".repeat(7_000)).get("/api/catalog").is(200);
        assertThat(ana.with("If-None-Match", "\"\"" + ",\"\"".repeat(7_000) + ",x").get("/api/catalog")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded",
            "multipart/form-data", "multipart/form-data; boundary=x", "no type at all", "application/merge-patch+json"})
    void a_body_of_another_type_is_rejected(String contentType) {
        ana.with("Content-Type", contentType).post("/api/automations", Examples.followUp())
                .isProblem(415, "about:blank");
        ana.with("Content-Type", contentType).put("/api/automations/64d2f9c5e8a1d4e001a0b1c2", Examples.followUp())
                .isProblem(415, "about:blank");
    }

    @Test
    void a_body_without_a_type_is_rejected() {
        ana.without("Content-Type").post("/api/automations", Examples.followUp()).isProblem(415, "about:blank");
    }

    @Test
    void a_body_over_1_MiB_is_rejected_with_and_without_a_length() {
        byte[] large = Examples.followUpWith("description", "x".repeat(1024 * 1024)).getBytes(StandardCharsets.UTF_8);

        ana.send("POST", "/api/automations", BodyPublishers.ofByteArray(large))
                .isProblem(413, "urn:nudge:error:too-large");
        ana.send("POST", "/api/events", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .isProblem(413, "urn:nudge:error:too-large");
    }

    @Test
    void a_far_too_large_body_is_answered_before_the_connection_closes() {
        byte[] larger = new byte[20 * 1024 * 1024];

        ana.send("POST", "/api/automations", BodyPublishers.ofByteArray(larger))
                .isProblem(413, "urn:nudge:error:too-large");
        ana.send("PUT", "/api/automations/nothing", BodyPublishers.ofByteArray(larger))
                .isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void a_compressed_body_is_rejected_with_the_name_of_its_encoding() {
        Client zipping = ana.with("Content-Encoding", "gzip");

        assertThat(zipping.post("/api/automations", Examples.followUp()).isProblem(415, "about:blank").json())
                .containsEntry("detail", "Expected no Content-Encoding but found \"gzip\".");
        zipping.with("Idempotency-Key", "k").post("/api/automations", Examples.followUp())
                .isProblem(415, "about:blank");
        ana.with("Content-Encoding", "identity").post("/api/automations", Examples.followUp()).is(201);
    }

    @Test
    void a_rejection_names_the_valid_alternatives() {
        assertThat(ana.send("GET", "/api/events", BodyPublishers.noBody()).is(405).json()).containsEntry("detail",
                "GET /api/events is not allowed. Allowed methods: POST.");
        assertThat(ana.send("PUT", "/api/automations", BodyPublishers.noBody()).is(405).json())
                .containsEntry("detail", "PUT /api/automations is not allowed. Allowed methods: GET, POST.");
        assertThat(ana.with("Accept", "text/html").get("/api/automations").is(406).json()).containsEntry("detail",
                "Expected Accept to allow application/json, the only supported type.");
        assertThat(ana.with("Content-Type", "text/plain").patch("/api/users/me", "{}").is(415).json())
                .containsEntry("detail", "Expected the body as application/json or application/merge-patch+json.");
        assertThat(ana.get("/api/organization?colour=red").is(400).json()).containsEntry("detail",
                "Unknown parameter \"colour\". Known parameters: none.");
        assertThat(ana.get("/api/leads?colour=red").is(400).json()).containsEntry("detail",
                "Unknown parameter \"colour\". Known parameters: cursor, limit, search, sort, status.");
        assertThat(String.valueOf(ana.get("/api/templates/a;b").is(400).json().get("detail")))
                .contains("percent-encoded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/nothing", "/api/automations/64d2f9c5e8a1d4e001a0b1c2/nothing",
            "/elsewhere"})
    void a_path_without_a_route_is_not_found(String path) {
        assertThat(ana.get(path).isProblem(404, "urn:nudge:error:not-found").json()).containsEntry("title", "Not found")
                .containsEntry("detail", "No route matches GET " + path + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"64d2f9c5e8a1d4e001a0b1c2", "x", "$where", "a.b", "a%20b", "%F0%9F%98%80"})
    void an_unknown_id_is_not_found(String id) {
        ana.get("/api/automations/" + id).isProblem(404, "urn:nudge:error:not-found");
        ana.patch("/api/automations/" + id + "/preference", "{}").isProblem(404, "urn:nudge:error:not-found");
        ana.get("/api/leads/" + id).isProblem(404, "urn:nudge:error:not-found");
        ana.get("/api/leads/" + id + "/decisions").isProblem(404, "urn:nudge:error:not-found");
    }

    @ParameterizedTest
    @CsvSource({"PATCH, /api/automations", "POST, /api/automations/64d2f9c5e8a1d4e001a0b1c2", "GET, /api/events",
            "PUT, /api/leads/lead-7"})
    void a_method_that_a_path_does_not_support_is_rejected(String method, String path) {
        assertThat(ana.send(method, path, BodyPublishers.ofString("{}"))
                .isProblem(405, "urn:nudge:error:method-not-allowed")
                .header("Allow")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=-1", "limit=ten", "limit=99999999999", "limit=5&limit=6",
            "cursor=x", "cursor=%00", "cursor=W10", "cursor=WzFd", "cursor=WyJhIiwiYiJd", "colour=red"})
    void an_invalid_query_is_rejected(String query) {
        assertThat(ana.get("/api/automations?" + query).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/" + query.substring(0, query.indexOf('=')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1", "yes", "3{}vG*Vw&LZc", "\"1\" *", "*, \"1\"", "1\"1\""})
    void an_invalid_version_is_rejected(String ifMatch) {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        ana.with("If-Match", ifMatch).put(path, Examples.followUp()).isProblem(400, "urn:nudge:error:validation");
        ana.with("If-None-Match", ifMatch).get(path).isProblem(400, "urn:nudge:error:validation");
    }

    @ParameterizedTest
    @CsvSource({"GET,", "PUT,", "DELETE,", "PATCH,/preference"})
    void an_unknown_parameter_is_rejected_by_name(String method, @Nullable String below) {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        assertThat(ana.send(method, path + (below == null ? "" : below) + "?colour=red&limit=1",
                BodyPublishers.ofString("{}")).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/colour", "/limit");
        assertThat(ana.get(path).is(200).json()).containsEntry("version", 1L);
    }

    @Test
    void a_request_that_does_not_accept_JSON_is_rejected() {
        ana.with("Accept", "text/html").get("/api/automations").isProblem(406, "about:blank");
    }

    @ParameterizedTest // RFC 8259: JSON has no charset but UTF-8
    @ValueSource(strings = {"application/json;charset=utf-16", "application/json; charset=utf-16be",
            "application/json;charset=iso-8859-1", "application/*;charset=utf-32", "*/*;charset=utf-16"})
    void a_request_for_another_charset_gets_UTF8(String accept) {
        Client client = ana.with("Accept", accept);

        assertThat(
                client.post("/api/automations", Examples.followUpWith("name", "Gr\u00fc\u00dfe")).is(201).automation())
                .containsEntry("name", "Gr\u00fc\u00dfe");
        client.get("/api/automations/nothing").isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void a_request_that_does_not_accept_JSON_has_no_effect() {
        assertThat(ana.with("Accept", "text/html").post("/api/automations", Examples.followUp())
                .isProblem(406, "about:blank").header("ETag")).isNull();
        ana.with("Accept", "application/problem+json").post("/api/automations", Examples.followUp())
                .isProblem(406, "about:blank");

        assertThat(ana.get("/api/automations").items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations", "/api/users/me"})
    void a_parameter_with_an_unprintable_name_is_rejected(String path) {
        ana.get(path + "?%00=1").isProblem(400, "urn:nudge:error:validation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api//automations", "/api/automations;v=1", "/api/automations/..%2Fevents",
            "/api/automations/%2e%2e", "/api/automations/%00"})
    void an_unsafe_path_is_rejected(String path) {
        assertThat(ana.get(path).status()).isBetween(400, 404);
        assertThat(ana.get(path).header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/automations/%zz HTTP/1.1", "GET /api/[ HTTP/1.1", "GET api HTTP/1.1",
            "GET /api/automations?limit=%zz HTTP/1.1", "NONSENSE"})
    void invalid_HTTP_is_rejected_without_a_stack_trace(String firstLine) {
        String refused = raw(firstLine);

        assertThat(refused).startsWith("HTTP/1.1 400").contains("application/problem+json",
                "urn:nudge:error:validation").doesNotContain("Exception", "Tomcat");
    }

    @Test
    void an_incomplete_body_is_rejected() {
        assertThat(raw("POST /api/automations HTTP/1.1", "Content-Type: application/json",
                "Transfer-Encoding: chunked", "", "no length")).startsWith("HTTP/1.1 400")
                .doesNotContain("Exception", "Tomcat");
    }

    @Test
    void a_repeated_key_header_is_rejected() {
        assertThat(raw("POST /api/automations HTTP/1.1", "Content-Type: application/json", "Idempotency-Key: a",
                "Idempotency-Key: b", "Content-Length: 2", "", "{}")).startsWith("HTTP/1.1 400")
                .contains("Expected Idempotency-Key once but found it several times.");
    }

    /** Sends a request that regular clients would not send. */
    private String raw(String firstLine, String... rest) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            List<String> lines = new ArrayList<>(List.of(firstLine, "Host: localhost", "Connection: close",
                    "Authorization: " + ana.headers().get("Authorization")));
            lines.addAll(List.of(rest));
            lines.addAll(List.of("", ""));
            socket.getOutputStream().write(String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
