package dev.nudge.api.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class AutomationsTest {

    private final String organization = Api.newOrganization();
    private final Client ana;
    private final Client bob;
    private final Client admin;

    AutomationsTest(@Autowired Api api) {
        this.ana = api.member("ana", organization);
        this.bob = api.member("bob", organization);
        this.admin = api.admin("ada", organization);
    }

    @Test
    void the_example_is_returned_unchanged_with_server_fields() {
        Answer created = ana.post("/api/automations", Examples.followUp()).is(201);

        assertThat(created.json()).containsEntry("success", true).containsEntry("message",
                "Automation created successfully");
        assertThat(created.header("Location")).isEqualTo("/api/automations/" + created.automationId());
        assertThat(created.header("ETag")).startsWith("\"1-");
        assertThat(created.automation()).containsAllEntriesOf(Json.object(Examples.followUp()))
                .containsEntry("organizationId", organization).containsEntry("userId", "ana")
                .containsEntry("version", 1L);
        assertThat(created.automationId()).matches("[0-9a-f]{24}");
        assertThat(String.valueOf(created.automation().get("createdAt")))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
                .isEqualTo(created.automation().get("updatedAt"));

        Answer got = ana.get("/api/automations/" + created.automationId()).is(200);
        assertThat(got.json()).isEqualTo(created.automation());
        assertThat(got.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(got.text()).contains("\"maxTransitions\":3,").contains("\"delay\":24,");
    }

    @Test // generated clients send null for absent fields
    void a_null_is_treated_as_absent_at_any_depth() {
        Answer created = ana.post("/api/automations", """
                {"name": "Nulls", "event": "message.received", "triggerType": null, "triggerLogicType": "timer",
                 "timerLogic": {"enabled": null, "delay": 1, "unit": "hours"},
                 "conditions": [{"not": {"field": "status", "op": "eq", "value": "Lost"}, "value": null},
                                {"field": "status", "op": "exists", "value": null}],
                 "schedule": {"start": "09:00", "end": "18:00", "timezone": null, "days": null}, "cancelOn": null,
                 "actions": {"sendMessage": [{"template": "still-there", "channel": "sms"}]},
                 "userSmsNotification": {"enabled": false, "message": null}}""").is(201);

        assertThat(created.automation()).doesNotContainKeys("triggerType", "cancelOn")
                .containsEntry("timerLogic", Map.of("delay", 1L, "unit", "hours"))
                .containsEntry("schedule", Map.of("start", "09:00", "end", "18:00"))
                .containsEntry("userSmsNotification", Map.of("enabled", false));
    }

    @Test
    void server_fields_in_a_body_are_ignored() {
        Map<String, @Nullable Object> body = new LinkedHashMap<>(Json.object(Examples.followUp()));
        body.putAll(Map.of("_id", "mine", "organizationId", "other", "userId", "eve", "version", 99, "createdAt",
                "then", "updatedAt", 7));

        Answer created = ana.post("/api/automations", Json.text(body)).is(201);

        assertThat(created.automation()).containsEntry("organizationId", organization).containsEntry("userId", "ana")
                .containsEntry("version", 1L);
        assertThat(created.automationId()).isNotEqualTo("mine");
    }

    @Test
    void enabled_is_per_caller_and_on_by_default_for_the_creator() {
        String on = ana.post("/api/automations", Examples.followUpWith("enabled", null)).is(201).automationId();
        String off = ana.post("/api/automations", Examples.followUpWith("enabled", false)).is(201).automationId();

        assertThat(ana.get("/api/automations/" + on).json()).containsEntry("enabled", true);
        assertThat(ana.get("/api/automations/" + off).json()).containsEntry("enabled", false);
        assertThat(bob.get("/api/automations/" + on).json()).containsEntry("enabled", false)
                .doesNotContainKey("userSmsNotification");
    }

    @Test
    void a_GET_response_can_be_changed_and_PUT() {
        String id = ana.post("/api/automations", Examples.followUp()).automationId();
        Map<String, @Nullable Object> body = new LinkedHashMap<>(ana.get("/api/automations/" + id).json());
        body.put("name", "Follow-up after two days");
        body.put("schedule", null);

        Answer updated = ana.put("/api/automations/" + id, Json.text(body)).is(200);

        assertThat(updated.json()).containsEntry("success", true).containsEntry("message",
                "Automation updated successfully");
        assertThat(updated.header("ETag")).startsWith("\"2-");
        assertThat(updated.automation()).containsEntry("name", "Follow-up after two days").containsEntry("version", 2L)
                .containsEntry("createdAt", body.get("createdAt")).containsEntry("enabled", true)
                .doesNotContainKey("schedule");
        assertThat(ana.get("/api/automations/" + id).json()).isEqualTo(updated.automation());
    }

    @Test
    void PUT_does_not_change_preferences() {
        String id = ana.post("/api/automations", Examples.followUp()).automationId();

        ana.put("/api/automations/" + id, Examples.followUpWith("enabled", false)).is(200);

        assertThat(ana.get("/api/automations/" + id).json()).containsEntry("enabled", true)
                .containsKey("userSmsNotification");
    }

    @Test
    void the_second_writer_with_the_same_version_is_rejected() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        ana.with("If-Match", "\"1\"").put(path, Examples.followUpWith("name", "first")).is(200);
        admin.with("If-Match", "\"1\"").put(path, Examples.followUpWith("name", "second"))
                .isProblem(412, "urn:nudge:error:stale-version");
        admin.with("If-Match", "\"1\"").delete(path).isProblem(412, "urn:nudge:error:stale-version");

        assertThat(ana.get(path).json()).containsEntry("name", "first");
        admin.with("If-Match", "\"1\", \"2\"").put(path, Examples.followUpWith("name", "third")).is(200);
        admin.with("If-Match", "*").delete(path).is(204);
    }

    @Test
    void one_of_many_concurrent_writers_with_the_same_version_succeeds() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        List<Integer> statuses = IntStream.range(0, 8).parallel().mapToObj(i -> ana.with("If-Match", "\"1\"")
                .put(path, Examples.followUpWith("name", "writer " + i)).status()).sorted().toList();

        assertThat(statuses).containsExactly(200, 412, 412, 412, 412, 412, 412, 412);
        assertThat(ana.get(path).json()).containsEntry("version", 2L);
    }

    @Test
    void concurrent_writers_without_a_version_all_succeed() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        IntStream.range(0, 8).parallel().forEach(i -> ana.put(path, Examples.followUpWith("name", "writer " + i))
                .is(200));

        assertThat(ana.get(path).json()).containsEntry("version", 9L);
    }

    @Test
    void only_the_creator_or_an_admin_can_change_or_delete() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        bob.get(path).is(200);
        bob.put(path, Examples.followUp()).isProblem(403, "urn:nudge:error:forbidden");
        bob.delete(path).isProblem(403, "urn:nudge:error:forbidden");

        assertThat(admin.put(path, Examples.followUp()).is(200).automation()).containsEntry("userId", "ana");
        ana.delete(path).is(204);
    }

    @Test
    void a_deleted_automation_is_not_found() {
        String path = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();

        ana.delete(path).is(204);

        ana.get(path).isProblem(404, "urn:nudge:error:not-found");
        ana.put(path, Examples.followUp()).isProblem(404, "urn:nudge:error:not-found");
        ana.delete(path).isProblem(404, "urn:nudge:error:not-found");
        ana.patch(path + "/preference", "{}").isProblem(404, "urn:nudge:error:not-found");
        assertThat(ana.get("/api/automations").items()).isEmpty();
    }

    @Test
    void pages_are_stable_while_automations_are_added() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(ana.post("/api/automations", Examples.followUpWith("name", "number " + i)).automationId());
        }
        List<Object> seen = new ArrayList<>();
        Answer page = ana.get("/api/automations?limit=2").is(200);
        page.items().forEach(item -> seen.add(String.valueOf(item.get("_id"))));
        ids.add(ana.post("/api/automations", Examples.followUpWith("name", "added meanwhile")).automationId());
        while (page.json().get("nextCursor") instanceof String cursor) {
            page = bob.get("/api/automations?limit=2&cursor=" + cursor).is(200);
            page.items().forEach(item -> seen.add(String.valueOf(item.get("_id"))));
        }

        assertThat(seen).isEqualTo(ids);
        assertThat(ana.get("/api/automations").items()).hasSize(6).allSatisfy(item -> assertThat(item).containsEntry(
                "enabled", true));
        assertThat(bob.get("/api/automations").items()).allSatisfy(item -> assertThat(item).containsEntry("enabled",
                false));
    }

    @Test
    void numbers_are_returned_unchanged() {
        String body = Examples.followUpWith("conditions", List.of()).replace("\"conditions\":[]", """
                "conditions":[{"field":"price","op":"eq","value":0.1},{"field":"price","op":"lt",
                "value":12345678901234567890123.45},{"field":"rooms","op":"in","value":[3,9007199254740993]}]""");

        String text = ana.get("/api/automations/" + ana.post("/api/automations", body).is(201).automationId()).text();

        assertThat(text).contains("\"value\":0.1}", "\"value\":12345678901234567890123.45}",
                "\"value\":[3,9007199254740993]");
    }
}
