package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.OrganizationFixture;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.Topic;
import dev.nudge.patience.Patience;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Input is data or rejected; it is never part of a query, an update or a program. */
@ApiTest
class InjectionTest {

    private static final String NOT_FOUND = "urn:nudge:error:not-found";
    private static final String INVALID = "urn:nudge:error:validation";

    private final OrganizationFixture belongings;
    private final Client ada;

    InjectionTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.belongings = OrganizationFixture.of(api, store);
        this.ada = api.admin("ada", belongings.organization());
    }

    static Stream<String> hostile() {
        return Stream.of("$where", "$gt", "{\"$ne\":null}", "{$gt:\"\"}", "a.b", "lead-7.attributes", "[$ne]",
                "' || 1 || '",
                ".*", "^lead", "lead*", "*", "lead-7\u0000", "${7*7}", "#{7*7}", "{{firstName}}", "%24where");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void an_id_is_not_interpreted(String hostile) {
        String id = URLEncoder.encode(hostile, StandardCharsets.UTF_8).replace("+", "%20");
        for (String path : List.of("/api/automations/", "/api/leads/", "/api/messages/", "/api/dead-letters/",
                "/api/templates/")) {
            assertThat(ada.get(path + id).status()).as(path + id).isIn(404, 400);
        }
        assertThat(ada.delete("/api/automations/" + id).status()).isIn(404, 400);
        assertThat(ada.put("/api/leads/" + id + "/opt-outs/sms", "").status()).isIn(404, 400);
        assertThat(ada.put("/api/leads/lead-7/opt-outs/" + id, "").status()).isIn(404, 400);
        assertThat(ada.get("/api/automations/" + belongings.automation() + "/effective-preference?leadId=" + id)
                .status()).isEqualTo(404);
        ada.post("/api/dead-letters/replay", Json.text(Map.of("ids", List.of(hostile)))).isProblem(404, NOT_FOUND);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void a_filter_value_is_not_interpreted(String hostile) {
        String value = URLEncoder.encode(hostile, StandardCharsets.UTF_8);
        for (String query : List.of("/api/automations?name=", "/api/automations?event=", "/api/automations?createdBy=",
                "/api/leads?search=", "/api/leads?status=", "/api/messages?leadId=", "/api/messages?automationId=",
                "/api/leads/lead-7/decisions?automationId=",
                "/api/automations/" + belongings.automation() + "/decisions?leadId=")) {
            assertThat(ada.get(query + value).is(200).items()).as(query + value).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations?name[$ne]=x", "/api/messages?leadId[$gt]=", "/api/messages?$where=1",
            "/api/automations?name.$ne=x", "/api/leads?_id[$gt]=", "/api/messages?leadId=x&leadId[$ne]=y",
            "/api/dead-letters?organizationId[$ne]=x"})
    void an_operator_in_a_parameter_name_is_rejected(String query) {
        ada.get(query.replace("[", "%5B").replace("]", "%5D")).isProblem(400, INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"$gt\":\"\"}]", "{\"$gt\":\"\"}", "[[\"a\"]]", "[null]", "[true]",
            "[\"$where\",{\"$gt\":\"\"}]"})
    void a_cursor_contains_only_strings(String json) {
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        for (String list : List.of("/api/automations", "/api/leads", "/api/templates", "/api/messages",
                "/api/leads/lead-7/decisions", "/api/dead-letters")) {
            ada.get(list + "?cursor=" + cursor).isProblem(400, INVALID);
        }
    }

    static Stream<Arguments> bodies() {
        String operator = "{\"$gt\": \"\"}";
        String follow = Examples.followUp();
        return Stream.of(Arguments.of("PUT", "/api/templates/x", "{\"body\": " + operator + "}"),
                Arguments.of("PUT", "/api/templates/x", "{\"body\": \"x\", \"$where\": \"1\"}"),
                Arguments.of("PUT", "/api/templates/x", "{\"body\": \"x\", \"a.b\": \"1\"}"),
                Arguments.of("PUT", "/api/organization", "{\"timezone\": {\"$ne\": null}}"),
                Arguments.of("PUT", "/api/organization", "{\"$set\": {\"version\": 7}}"),
                Arguments.of("PUT", "/api/organization", "{\"caps.perDay\": 7}"),
                Arguments.of("PUT", "/api/organization", "{\"channels\": {\"$sms\": {}}}"),
                Arguments.of("PUT", "/api/organization", "{\"channels\": {\"sms\": {\"from\": " + operator + "}}}"),
                Arguments.of("PATCH", "/api/users/me", "{\"$set\": {\"roles\": [\"admin\"]}}"),
                Arguments.of("PATCH", "/api/users/me", "{\"profile\": {\"name\": " + operator + "}}"),
                Arguments.of("PATCH", "/api/users/me", "{\"profile\": {\"a.b\": \"x\"}}"),
                Arguments.of("PATCH", "/api/users/me", "{\"profile\": {\"$unset\": \"x\"}}"),
                Arguments.of("PATCH", "/api/users/me", "{\"automations\": {\"$where\": {\"enabled\": true}}}"),
                Arguments.of("PATCH", "/api/users/me", "{\"automations\": {\"a.b\": {\"enabled\": true}}}"),
                Arguments.of("PATCH", "/api/automations/{id}/preference", "{\"enabled\": {\"$ne\": true}}"),
                Arguments.of("PATCH", "/api/automations/{id}/preference", "{\"$set\": {\"enabled\": true}}"),
                Arguments.of("PATCH", "/api/automations/{id}/preference", "{\"enabled.x\": true}"),
                Arguments.of("PUT", "/api/automations/{id}", Examples.followUpWith("name", Map.of("$gt", ""))),
                Arguments.of("PUT", "/api/automations/{id}", follow.replaceFirst("\\{", "{\"\\$set\": {\"x\": 1}, ")),
                Arguments.of("PUT", "/api/automations/{id}", follow.replaceFirst("\\{", "{\"a.b\": 1, ")),
                Arguments.of("PUT", "/api/automations/{id}",
                        Examples.followUpWith("conditions", List.of(
                                Map.of("field", "status", "op", "eq", "value", Map.of("$gt", ""))))),
                Arguments.of("PUT", "/api/automations/{id}",
                        Examples.followUpWith("conditions", List.of(Map.of("$where", "1")))),
                Arguments.of("POST", "/api/dead-letters/replay", "{\"ids\": [" + operator + "]}"),
                Arguments.of("POST", "/api/dead-letters/replay", "{\"ids\": " + operator + "}"),
                Arguments.of("POST", "/api/events",
                        "{\"type\": \"lead.updated\", \"leadId\": " + operator + ", \"lead\": {}}"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void an_operator_in_a_body_is_rejected_without_effect(String method, String path, String body) {
        String before = belongings.storedDocuments();

        ada.send(method, belongings.fill(path), BodyPublishers.ofString(body))
                .isProblem(400, INVALID);

        assertThat(belongings.storedDocuments()).isEqualTo(before);
    }

    @ParameterizedTest // E2
    @ValueSource(strings = {"{\"$where\": 1}", "{\"a.b\": 1}", "{\"a\": [{\"b\": {\"$gt\": 1}}]}"})
    void an_operator_in_the_name_of_an_attribute_is_ignored_with_a_warning(String lead) {
        List<Answer> accepted = List.of(
                ada.post("/api/events", "{\"type\": \"lead.updated\", \"leadId\": \"x\", \"lead\": " + lead + "}"),
                ada.post(belongings.fill("/api/templates/hello/preview"), "{\"lead\": " + lead + "}"),
                ada.post(belongings.fill("/api/automations/{id}/simulate"),
                        "{\"event\": {\"type\": \"message.received\"}, \"lead\": " + lead + "}"));

        assertThat(accepted).allSatisfy(answer -> assertThat(Json.objects(answer.json(), "warnings")).singleElement()
                .satisfies(warning -> assertThat(warning).containsEntry("code", "ATTRIBUTE_IGNORED")));
    }

    @Test
    void a_text_with_an_operator_is_stored_unchanged() {
        for (String text : List.of("$where", "{\"$gt\": \"\"}", "a.b", "$set.x")) {
            String id = ada.post("/api/automations", Examples.followUpWith("name", text)).is(201).automationId();
            assertThat(ada.get("/api/automations/" + id).json()).containsEntry("name", text);
            assertThat(ada.get("/api/automations?name=" + URLEncoder.encode(text, StandardCharsets.UTF_8)).items())
                    .hasSize(1);
            ada.put("/api/templates/" + URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"),
                    Json.text(Map.of("body", text))).is(201);
            assertThat(ada.get("/api/templates?limit=100").items())
                    .anySatisfy(template -> assertThat(template).containsEntry("name", text)
                            .containsEntry("body", text));
        }
    }

    @Test
    void event_data_is_passed_on_unchanged() {
        ada.post("/api/events",
                """
                {"id": "evt-$1", "type": "message.received", "leadId": "$where", "data": {"$where": "1", "a.b": {"$gt": 1}}}""")
                .is(202);

        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            assertThat(events.of(belongings.organization())).singleElement().satisfies(event -> assertThat(event)
                    .containsEntry("leadId", "$where")
                    .containsEntry("data", Map.of("$where", "1", "a.b", Map.of("$gt", 1L))));
        }
    }

    /** Each pattern would block a backtracking engine practically forever. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*a){20}"})
    void a_catastrophic_pattern_is_evaluated_quickly(String pattern) {
        String draft = Examples.followUpWith("conditions",
                List.of(Map.of("field", "event.data.body", "op", "matches", "value", pattern)));
        String body = Json.text(Map.of("automation", Json.object(draft), "event",
                Map.of("type", "message.received", "data", Map.of("body", "a".repeat(30_000) + "!"))));
        long start = System.nanoTime();

        Answer answer = ada.post("/api/automations/simulate", body);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.allowedFor(Duration.ofSeconds(5)));
        assertThat(answer.status()).as(answer.text()).isIn(200, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?=a)b", "(?<!a)b", "(a)\\1", "(?>a+)b", "a{1,100000}", "((a{1,100}){1,100}){1,100}"})
    void a_pattern_that_RE2_does_not_support_is_rejected(String pattern) {
        ada.post("/api/automations", Examples.followUpWith("conditions",
                List.of(Map.of("field", "status", "op", "matches", "value", pattern)))).isProblem(400, INVALID);
    }
}
