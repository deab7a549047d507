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

/** Ana made the automation. */
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
    void anas_automation() {
        automation = "/api/automations/" + ana.post("/api/automations", Examples.followUp()).automationId();
    }

    @Test // S4
    void the_leads_owner_is_asked_and_one_who_has_said_nothing_has_it_off() {
        lead("lead-7", "bob");

        assertThat(asked("lead-7")).isEqualTo(Map.of("automationId", automation.substring(17), "leadId", "lead-7",
                "userAsked", "bob", "userFrom", "leadOwner", "enabled", false, "decidedBy", "default"));

        bob.patch(automation + "/preference", "{\"enabled\": true}").is(200);
        assertThat(asked("lead-7")).containsEntry("enabled", true).containsEntry("decidedBy", "preference");
        bob.patch(automation + "/preference", "{\"enabled\": false}").is(200);
        assertThat(asked("lead-7")).containsEntry("enabled", false).containsEntry("decidedBy", "preference");
    }

    @Test // S4
    void for_a_lead_that_nobody_owns_the_automations_creator_is_asked() {
        lead("lead-8", null);

        assertThat(asked("lead-8")).containsEntry("userAsked", "ana").containsEntry("userFrom", "automationCreator")
                .containsEntry("enabled", true).containsEntry("decidedBy", "preference");
    }

    @Test // S4
    void an_owner_that_is_no_text_is_none() {
        lead("lead-10", 7L);

        assertThat(asked("lead-10")).containsEntry("userAsked", "ana").containsEntry("userFrom", "automationCreator");
    }

    @Test // S4
    void an_owner_whom_nobody_knows_has_it_off() {
        lead("lead-9", "of another organization");

        assertThat(asked("lead-9")).containsEntry("userFrom", "leadOwner").containsEntry("enabled", false)
                .containsEntry("decidedBy", "default");
    }

    @Test
    void a_question_names_a_lead_that_there_is() {
        assertThat(ana.get(automation + "/effective-preference?colour=red")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/leadId",
                        "/colour");
        ana.get(automation + "/effective-preference?leadId=nobody").isProblem(404, "urn:nudge:error:not-found");
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
