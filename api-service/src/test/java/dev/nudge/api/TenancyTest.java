package dev.nudge.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Eve is an admin, and has the same name as Ana, but in another organization. */
@ApiIsRunning
class TenancyTest {

    private static final String NOT_FOUND = "urn:nudge:error:not-found";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client eve;
    private String automation = "";

    TenancyTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.eve = api.admin("ana", Api.newOrganization());
    }

    @BeforeEach
    void what_the_organization_has() {
        automation = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
        Instant noon = Instant.parse("2026-04-22T12:00:00Z");
        store.getCollection("leads").insertOne(new Document("_id", organization + ":lead-7")
                .append("organizationId", organization).append("leadId", "lead-7"));
        store.getCollection("decisions").insertOne(Recorded.decision(organization + "-d", organization, noon));
        store.getCollection("messages").insertOne(Recorded.message(organization + "-m", organization, noon));
    }

    @Test
    void another_organizations_automation_is_not_there_for_any_route() {
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

    @Test
    void another_organizations_lead_is_not_there_for_any_route() {
        eve.get("/api/leads/lead-7").isProblem(404, NOT_FOUND);
        eve.get("/api/leads/lead-7/decisions").isProblem(404, NOT_FOUND);
        eve.get("/api/leads/" + organization + ":lead-7").isProblem(404, NOT_FOUND);

        ana.get("/api/leads/lead-7").is(200);
        assertThat(ana.get("/api/leads/lead-7/decisions").items()).hasSize(1);
    }

    @Test
    void lists_show_what_is_the_organizations_own() {
        assertThat(eve.get("/api/automations").is(200).items()).isEmpty();
        assertThat(eve.get("/api/messages?leadId=lead-7").is(200).items()).isEmpty();

        assertThat(eve.get("/api/messages").is(200).items()).isEmpty();
        assertThat(eve.get("/api/leads").is(200).items()).isEmpty();
        eve.get("/api/messages/" + organization + "-m").isProblem(404, NOT_FOUND);

        ana.get("/api/messages/" + organization + "-m").is(200);
        assertThat(ana.get("/api/leads").items()).hasSize(1);
        assertThat(ana.get("/api/automations").items()).hasSize(1);
        assertThat(ana.get("/api/messages?leadId=lead-7").items()).hasSize(1);
    }

    @Test
    void a_templates_name_is_the_organizations_own() {
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

    @Test
    void a_cursor_opens_nothing() {
        ana.post("/api/automations", Examples.followUp()).is(201);
        Object cursor = ana.get("/api/automations?limit=1").json().get("nextCursor");

        assertThat(cursor).isNotNull();
        assertThat(eve.get("/api/automations?cursor=" + cursor).is(200).items()).isEmpty();
    }
}
