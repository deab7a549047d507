package dev.nudge.api.preference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Ana creates the automation. */
@ApiTest
class EffectivePreferenceTest {

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client bob;
    private String automation = "";

    EffectivePreferenceTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.bob = api.member("bob", organization);
    }

    @BeforeEach
    void createAutomationOfAna() {
        automation = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
    }

    @Test // S4
    void the_preference_of_the_leads_owner_applies_and_is_off_by_default() {
        lead("lead-7", "bob");

        assertThat(asked("lead-7")).isEqualTo(Map.of("automationId", automation.substring(17), "leadId", "lead-7",
                "userAsked", "bob", "userFrom", "leadOwner", "enabled", false, "decidedBy", "default"));

        bob.patch(automation + "/preference", "{\"enabled\": true}").is(200);
        assertThat(asked("lead-7")).containsEntry("enabled", true).containsEntry("decidedBy", "preference");
        bob.patch(automation + "/preference", "{\"enabled\": false}").is(200);
        assertThat(asked("lead-7")).containsEntry("enabled", false).containsEntry("decidedBy", "preference");
    }

    @Test // S4
    void for_a_lead_without_an_owner_the_creators_preference_applies() {
        lead("lead-8", null);

        assertThat(asked("lead-8")).containsEntry("userAsked", "ana").containsEntry("userFrom", "automationCreator")
                .containsEntry("enabled", true).containsEntry("decidedBy", "preference");
    }

    @Test // S4
    void an_owner_that_is_not_a_string_is_ignored() {
        lead("lead-10", 7L);

        assertThat(asked("lead-10")).containsEntry("userAsked", "ana").containsEntry("userFrom", "automationCreator");
    }

    @Test // S4
    void for_an_unknown_owner_the_automation_is_off() {
        lead("lead-9", "of another organization");

        assertThat(asked("lead-9")).containsEntry("userFrom", "leadOwner").containsEntry("enabled", false)
                .containsEntry("decidedBy", "default");
    }

    @Test
    void the_request_must_name_an_existing_lead() {
        assertThat(ana.get(automation + "/effective-preference?colour=red")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/leadId",
                        "/colour");
        ana.get(automation + "/effective-preference?leadId=unknown").isProblem(404, "urn:nudge:error:not-found");
        ana.get("/api/automations/none/effective-preference?leadId=x").isProblem(404, "urn:nudge:error:not-found");
    }

    private Map<String, @Nullable Object> asked(String leadId) {
        return ana.get(automation + "/effective-preference?leadId=" + leadId).is(200).json();
    }

    private void lead(String id, @Nullable Object owner) {
        store.getCollection("leads").insertOne(new Document("_id", organization + ":" + id)
                .append("organizationId", organization).append("leadId", id)
                .append("createdAt", Date.from(Instant.EPOCH)).append("lastNow", Date.from(Instant.EPOCH))
                .append("attributes", owner == null ? new Document() : new Document("ownerId", owner)));
    }
}
