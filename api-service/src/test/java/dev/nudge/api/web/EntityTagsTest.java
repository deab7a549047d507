package dev.nudge.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** An entity tag identifies the response; updates depend only on the version in it. */
@ApiTest
class EntityTagsTest {

    private static final Map<String, Object> TEXT_ME = Map.of("enabled", true, "phoneNumbers", List.of("+14155550000"),
            "message", "New lead");

    private final Client ana;
    private final Client ben;
    private final Client ada;

    EntityTagsTest(@Autowired Api api) {
        String organization = Api.newOrganization();
        this.ana = api.member("ana", organization);
        this.ben = api.member("ben", organization);
        this.ada = api.admin("ada", organization);
    }

    @Test
    void the_tag_of_an_automation_depends_on_the_callers_preference() {
        String path = automation();
        String before = tag(ana, path);

        ana.patch(path + "/preference", "{\"enabled\": false}").is(200);
        String off = tag(ana, path);
        assertThat(ana.with("If-None-Match", before).get(path).is(200).json()).containsEntry("enabled", false);
        ana.patch(path + "/preference", Json.text(Map.of("userSmsNotification", TEXT_ME))).is(200);
        String notified = tag(ana, path);
        ana.patch("/api/users/me", Json.text(Map.of("automations", Map.of(path.substring("/api/automations/".length()),
                Map.of("enabled", true))))).is(200);

        assertThat(List.of(before, off, notified, tag(ana, path))).doesNotHaveDuplicates()
                .allSatisfy(tag -> assertThat(tag).matches("\"1-[0-9a-f]{8}\""));
    }

    @Test
    void a_restored_preference_restores_the_tag() {
        String path = automation();
        String on = tag(ana, path);

        ana.patch(path + "/preference", "{\"enabled\": false}").is(200);
        ana.patch(path + "/preference", "{\"enabled\": true}").is(200);

        assertThat(tag(ana, path)).isEqualTo(on);
    }

    @Test
    void callers_have_the_same_tag_only_for_the_same_response() {
        String path = automation();

        assertThat(tag(ben, path)).isNotEqualTo(tag(ana, path)).isEqualTo(tag(ada, path));
        assertThat(ben.with("If-None-Match", tag(ana, path)).get(path).is(200).json()).containsEntry("enabled", false);
    }

    @Test
    void a_callers_preference_does_not_change_the_tag_of_others() {
        String path = automation();
        String bens = tag(ben, path);

        ana.patch(path + "/preference", "{\"enabled\": false}").is(200);

        ben.with("If-None-Match", bens).get(path).is(304);
    }

    @Test
    void a_tag_with_the_current_version_allows_an_update_after_a_preference_change() {
        String path = automation();
        String seenByAna = tag(ana, path);
        ana.patch(path + "/preference", "{\"enabled\": false}").is(200);

        assertThat(ana.with("If-Match", seenByAna).put(path, Examples.followUpWith("name", "second")).is(200)
                .automation()).containsEntry("version", 2L).containsEntry("enabled", false);
        ada.with("If-Match", seenByAna).put(path, Examples.followUp()).isProblem(412, "urn:nudge:error:stale-version");
        ada.with("If-Match", "\"1\"").delete(path).isProblem(412, "urn:nudge:error:stale-version");
        ada.with("If-Match", seenByAna).delete(path).isProblem(412, "urn:nudge:error:stale-version");
        ada.with("If-Match", tag(ben, path)).delete(path).is(204);
    }

    @Test
    void a_plain_version_matches_If_Match_but_not_If_None_Match() {
        String path = automation();

        ana.with("If-Match", "\"1\"").put(path, Examples.followUp()).is(200);
        ana.with("If-None-Match", "\"2\"").get(path).is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"1\"", "\"1-\"", "\"1-1\"", "\"1-1F2E3D4C\"", "\"1-1f2e3d4c-1f2e3d4c\"", "\"01\"",
            "\"+1\"", "\" 1\"", "\"1-1f2e3d4c \"", "\"-1f2e3d4c\"", "\"2-1f2e3d4c\""})
    void an_invalid_version_is_rejected(String ifMatch) {
        String path = automation();

        ana.with("If-Match", ifMatch).put(path, Examples.followUpWith("name", "second"))
                .isProblem(412, "urn:nudge:error:stale-version");
        ana.with("If-Match", ifMatch).delete(path).isProblem(412, "urn:nudge:error:stale-version");
        assertThat(ana.get(path).is(200).json()).containsEntry("version", 1L);
    }

    static Stream<Arguments> saved() {
        return Stream.of(
                Arguments.of("/api/automations", "POST", Examples.followUp()),
                Arguments.of("/api/automations", "POST", Examples.followUpWith("conditions", List.of(
                        Map.of("field", "age", "op", "in", "value", List.of(1, 1.0, 1e3, 0.1, 12345678901L, "1")),
                        Map.of("field", "vip", "op", "eq", "value", true)))),
                Arguments.of("/api/templates/hello", "PUT", "{\"subject\": null, \"body\": \"Hello\"}"),
                Arguments.of("/api/organization", "PUT", """
                        {"timezone": "Europe/Lisbon", "caps": {"perDay": 3}, "webhookUrl": "https://example.com/hook",
                         "quietHours": {"start": "22:00", "end": "07:00"}}"""));
    }

    @ParameterizedTest
    @MethodSource("saved")
    void a_save_returns_the_tag_of_the_next_read(String path, String method, String body) {
        Answer saved = ada.send(method, path, BodyPublishers.ofString(body));
        assertThat(saved.status()).as(saved.text()).isBetween(200, 201);
        String at = method.equals("POST") ? Objects.requireNonNull(saved.header("Location")) : path;

        String tag = tag(ada, at);
        assertThat(saved.header("ETag")).isEqualTo(tag);
        ada.with("If-None-Match", tag).get(at).is(304);
        if (method.equals("POST")) {
            assertThat(ada.put(at, body).is(200).header("ETag")).isEqualTo(tag(ada, at)).isNotEqualTo(tag);
        } else {
            assertThat(ada.with("If-Match", tag).put(path, body).is(200).header("ETag")).isEqualTo(tag(ada, at))
                    .isNotEqualTo(tag);
        }
    }

    @Test
    void a_weak_tag_or_a_list_of_tags_is_answered_304() {
        String path = automation();
        String tag = tag(ana, path);

        for (String known : List.of("W/" + tag, "\"x\", " + tag, "*", "\"1-00000000\",W/" + tag)) {
            Answer unchanged = ana.with("If-None-Match", known).get(path).is(304);
            assertThat(unchanged.header("ETag")).as(known).isEqualTo(tag);
            assertThat(unchanged.text()).isEmpty();
            ana.with("If-None-Match", known).send("HEAD", path, BodyPublishers.noBody()).is(304);
        }
        for (String other : List.of("\"1-00000000\"", "W/\"1\"", "\"x\"")) {
            ana.with("If-None-Match", other).get(path).is(200);
        }
    }

    @Test
    void a_repeated_response_has_the_tag_of_the_first() {
        Client once = ana.with("Idempotency-Key", "one");

        String tag = once.post("/api/automations", Examples.followUp()).is(201).header("ETag");

        assertThat(once.post("/api/automations", Examples.followUp()).is(201).header("ETag")).isEqualTo(tag);
    }

    private String automation() {
        return "/api/automations/" + ana.post("/api/automations", Examples.followUp()).is(201).automationId();
    }

    private static String tag(Client client, String path) {
        return Objects.requireNonNull(client.get(path).is(200).header("ETag"));
    }
}
