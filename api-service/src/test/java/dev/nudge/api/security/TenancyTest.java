package dev.nudge.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.OrganizationFixture;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.api.support.Topic;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Eve is an admin of another organization and has the same user id as Ana. */
@ApiTest
class TenancyTest {

    private static final String NOT_FOUND = "urn:nudge:error:not-found";

    private final String organization = Api.newOrganization();
    private final Api api;
    private final MongoTemplate store;
    private final Client ana;
    private final Client eve;
    private String automation = "";

    TenancyTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.api = api;
        this.store = store;
        this.ana = api.member("ana", organization);
        this.eve = api.admin("ana", Api.newOrganization());
    }

    @BeforeEach
    void createResources() {
        automation = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
        Instant noon = Instant.parse("2026-04-22T12:00:00Z");
        store.getCollection("leads").insertOne(new Document("_id", organization + ":lead-7")
                .append("createdAt", Date.from(Instant.EPOCH)).append("lastNow", Date.from(Instant.EPOCH))
                .append("organizationId", organization)
                .append("leadId", "lead-7"));
        store.getCollection("decisions").insertOne(StoredRecords.decision(organization + "-d", organization, noon));
        store.getCollection("messages").insertOne(StoredRecords.message(organization + "-m", organization, noon));
    }

    @Test
    void an_automation_of_another_organization_is_not_found_on_any_route() {
        eve.get(automation).isProblem(404, NOT_FOUND);
        eve.put(automation, Examples.followUp()).isProblem(404, NOT_FOUND);
        eve.put(automation, "{}").isProblem(404, NOT_FOUND);
        eve.patch(automation + "/preference", "{\"enabled\": true}").isProblem(404, NOT_FOUND);
        eve.patch(automation + "/preference", "{\"enabled\": 7}").isProblem(404, NOT_FOUND);
        eve.delete(automation).isProblem(404, NOT_FOUND);
        eve.get(automation + "/decisions").isProblem(404, NOT_FOUND);
        eve.get(automation + "/effective-preference?leadId=lead-7").isProblem(404, NOT_FOUND);
        eve.get(automation + "/effective-preference").isProblem(404, NOT_FOUND);

        assertThat(ana.get(automation).is(200).json()).containsEntry("version", 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[1]", "too large"})
    void an_automation_of_another_organization_is_not_found_with_any_body(String kind) {
        String body = kind.equals("too large") ? " ".repeat(1024 * 1024 + 1) : kind;

        eve.post(automation + "/simulate", body).isProblem(404, NOT_FOUND);
        eve.put(automation, body).isProblem(404, NOT_FOUND);
        eve.patch(automation + "/preference", body).isProblem(404, NOT_FOUND);
        eve.post("/api/templates/none/preview", body).isProblem(404, NOT_FOUND);

        assertThat(ana.post(automation + "/simulate", body).status()).isIn(400, 413);
    }

    @Test
    void a_lead_of_another_organization_is_not_found_on_any_route() {
        eve.get("/api/leads/lead-7").isProblem(404, NOT_FOUND);
        eve.get("/api/leads/lead-7/decisions").isProblem(404, NOT_FOUND);
        eve.get("/api/leads/lead-7/timeline").isProblem(404, NOT_FOUND);
        eve.post("/api/leads/lead-7/runs/a1/cancel", "").isProblem(404, NOT_FOUND);
        eve.get("/api/leads/" + organization + ":lead-7").isProblem(404, NOT_FOUND);

        ana.get("/api/leads/lead-7").is(200);
        assertThat(ana.get("/api/leads/lead-7/decisions").items()).hasSize(1);
    }

    @Test
    void lists_contain_only_the_callers_organization() {
        assertThat(eve.get("/api/automations").is(200).items()).isEmpty();
        assertThat(eve.get("/api/messages?leadId=lead-7").is(200).items()).isEmpty();

        assertThat(eve.get("/api/messages").is(200).items()).isEmpty();
        assertThat(eve.get("/api/decisions").is(200).items()).isEmpty();
        assertThat(eve.get("/api/decisions?leadId=lead-7").is(200).items()).isEmpty();
        for (String query : List.of("", "?search=lead-7", "?status=New+lead", "?sort=lastEventAt", "?sort=nextDueAt",
                "?search=%2B14155550100")) {
            assertThat(eve.get("/api/leads" + query).is(200).items()).as(query).isEmpty();
        }
        eve.get("/api/messages/" + organization + "-m").isProblem(404, NOT_FOUND);
        eve.get("/api/decisions/" + organization + "-d").isProblem(404, NOT_FOUND);

        ana.get("/api/messages/" + organization + "-m").is(200);
        ana.get("/api/decisions/" + organization + "-d").is(200);
        assertThat(ana.get("/api/leads").items()).hasSize(1);
        assertThat(ana.get("/api/automations").items()).hasSize(1);
        assertThat(ana.get("/api/messages?leadId=lead-7").items()).hasSize(1);
    }

    @Test
    void template_names_are_scoped_to_the_organization() {
        ana.put("/api/templates/hello", "{\"body\": \"Ana's\"}").is(201);
        eve.put("/api/templates/hello", "{\"body\": \"Eve's\"}").is(201);

        ana.put("/api/templates/mine", "{\"body\": \"Ana's\"}").is(201);
        eve.get("/api/templates/mine").isProblem(404, NOT_FOUND);
        eve.delete("/api/templates/mine").isProblem(404, NOT_FOUND);
        eve.post("/api/templates/mine/preview", "{\"lead\": 7}").isProblem(404, NOT_FOUND);
        assertThat(eve.get("/api/templates").items()).hasSize(1);

        assertThat(ana.put("/api/templates/hello", "{\"body\": \"Ana's second\"}").is(200).json())
                .containsEntry("version", 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/automations?limit=1", "/api/automations?sort=name&limit=1", "/api/leads?limit=1",
            "/api/leads?sort=lastEventAt&limit=1", "/api/leads?search=lead-&limit=1",
            "/api/templates?limit=1", "/api/messages?limit=1", "/api/messages?leadId=lead-7&limit=1",
            "/api/automations/{id}/decisions?limit=1", "/api/leads/{id}/decisions?limit=1",
            "/api/decisions?limit=1", "/api/leads/{id}/timeline?limit=1",
            "/api/dead-letters?limit=1"})
    void a_cursor_of_another_organization_gives_no_access(String list) {
        OrganizationFixture foreign = OrganizationFixture.of(api, store);
        foreign.copy();
        OrganizationFixture own = OrganizationFixture.of(api, store);
        Object cursor = api.admin("ana", foreign.organization()).get(foreign.fill(list)).is(200).json()
                .get("nextCursor");
        assertThat(cursor).isNotNull();

        Answer page = api.admin("ana", own.organization()).get(own.fill(list) + "&cursor=" + cursor).is(200);

        assertThat(page.items()).hasSizeLessThanOrEqualTo(1);
        assertThat(page.text()).doesNotContain(foreign.organization(), foreign.automation(), foreign.message(),
                foreign.deadLetter(), "lead-8", "hello-again");
    }

    @Test
    void a_filter_by_ids_of_another_organization_finds_nothing() {
        OrganizationFixture foreign = OrganizationFixture.of(api, store);
        OrganizationFixture own = OrganizationFixture.of(api, store);
        Client admin = api.admin("ana", own.organization());

        for (String list : List.of("/api/messages?automationId=" + foreign.automation(),
                "/api/decisions?automationId=" + foreign.automation(),
                own.fill("/api/leads/{id}/decisions?automationId=") + foreign.automation(),
                own.fill("/api/automations/{id}/decisions?leadId=") + foreign.organization() + ":lead-7",
                "/api/automations?createdBy=" + foreign.organization() + ":creator")) {
            assertThat(admin.get(list).is(200).items()).as(list).isEmpty();
        }
        admin.get(own.fill("/api/automations/{id}/effective-preference?leadId=") + foreign.organization() + ":lead-7")
                .isProblem(404, NOT_FOUND);
    }

    @Test
    void an_organization_or_user_in_a_body_is_ignored() {
        String smuggled = Examples.followUpWith("organizationId", organization)
                .replaceFirst("\\{", "{\"_id\": \"64d2f9c5e8a1d4e001a0b1c2\", \"userId\": \"zoe\", ");
        Answer created = eve.post("/api/automations", smuggled).is(201);
        String eves = String.valueOf(created.automation().get("organizationId"));
        assertThat(eves).isNotEqualTo(organization);
        assertThat(created.automation()).containsEntry("userId", "ana").doesNotContainValue("zoe")
                .doesNotContainEntry("_id", "64d2f9c5e8a1d4e001a0b1c2");
        assertThat(eve.put("/api/automations/" + created.automationId(), smuggled).is(200).automation())
                .containsEntry("organizationId", eves).containsEntry("userId", "ana");

        assertThat(eve.patch("/api/users/me", "{\"organizationId\": \"" + organization
                + "\", \"userId\": \"zoe\", \"roles\": [\"operator\"], \"profile\": {\"name\": \"Eve\"}}").is(200)
                .json())
                .containsEntry("organizationId", eves).containsEntry("userId", "ana")
                .containsEntry("roles", List.of("admin", "member"));
        assertThat(ana.get("/api/users/me").json().get("profile")).isEqualTo(Map.of());
        assertThat(eve.put("/api/organization", "{\"_id\": \"" + organization + "\", \"timezone\": \"Asia/Tokyo\"}")
                .is(200).json()).containsEntry("_id", eves);
        assertThat(ana.get("/api/organization").json()).containsEntry("timezone", "UTC");

        assertThat(ana.get("/api/automations").items()).hasSize(1);
    }

    @Test
    void requests_that_must_not_name_another_organization_are_rejected() {
        String named = "\"organizationId\": \"" + organization + "\"";
        for (String body : List.of("{\"body\": \"Hi\", " + named + "}", "{\"body\": \"Hi\", \"userId\": \"zoe\"}",
                "{\"body\": \"Hi\", \"_id\": \"" + organization + ":mine\"}")) {
            eve.put("/api/templates/mine", body).isProblem(400, "urn:nudge:error:validation");
        }
        eve.put("/api/organization", "{" + named + "}").isProblem(400, "urn:nudge:error:validation");
        String own = Examples.statusChange("lead-7");
        String foreign = own.replaceFirst("\\{", "{" + named + ", ");
        assertThat(eve.post("/api/events", "[" + own + ", " + foreign + "]")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/1/organizationId");
        eve.post("/api/automations/simulate", "{\"automation\": " + Examples.followUp() + ", \"event\": {"
                + "\"type\": \"message.received\", " + named + "}}").isProblem(400, "urn:nudge:error:validation");
        ana.get("/api/templates/mine").isProblem(404, NOT_FOUND);
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            assertThat(events.of(organization)).isEmpty();
        }
    }
}
