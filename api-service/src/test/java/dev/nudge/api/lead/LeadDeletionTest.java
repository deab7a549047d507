package dev.nudge.api.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.KnownLead;
import dev.nudge.api.support.StoredRecords;
import dev.nudge.api.support.Topic;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** An admin deletes a lead (E10); the tests of the core and of the engine cover the effect. */
@ApiTest
class LeadDeletionTest {

    private static final String LEAD = "/api/leads/lead-7";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client ada;

    LeadDeletionTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.ada = api.admin("ada", organization);
        KnownLead.insert(store, organization, "a1");
    }

    @Test
    void a_deletion_becomes_an_event_that_names_the_user() {
        ana.delete(LEAD).isProblem(403, "urn:nudge:error:forbidden");
        ada.delete("/api/leads/unknown").isProblem(404, "urn:nudge:error:not-found");
        assertThat(ada.delete(LEAD + "?force=true").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/force");

        Answer accepted = ada.delete(LEAD).is(202);

        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            assertThat(events.of(organization)).containsExactly(Json.object("""
                    {"id": "%s", "type": "lead.deleted", "organizationId": "%s", "leadId": "lead-7",
                     "data": {"by": "ada"}}""".formatted(accepted.json().get("eventId"), organization)));
        }
    }

    @Test
    void a_deleted_lead_shows_what_is_kept() {
        store.getCollection("leads").replaceOne(new Document("_id", organization + ":lead-7"),
                new Document("organizationId", organization).append("leadId", "lead-7")
                        .append("lastNow", Date.from(Instant.EPOCH)).append("attributes", new Document())
                        .append("conversation", new Document())
                        .append("consents", new Document("phone", new Document("optedOut", true)
                                .append("at", Date.from(Instant.EPOCH))).append("email",
                                        new Document("optedOut", false).append("at", Date.from(Instant.EPOCH))
                                                .append("by", "ana")))
                        .append("automations", new Document("a1", new Document("lastRun", 2).append("transitions", 2)
                                .append("followUps", 1).append("runs", List.of())))
                        .append("removal", new Document("occurredAt", Date.from(Instant.EPOCH))
                                .append("at", Date.from(Instant.EPOCH)).append("mergedInto", "lead-8")));

        assertThat(ana.get(LEAD).is(200).json()).isEqualTo(Json.object("""
                {"leadId": "lead-7", "deletedAt": "1970-01-01T00:00:00.000Z", "mergedInto": "lead-8",
                 "lastEventAt": "1970-01-01T00:00:00.000Z", "attributes": {}, "conversation": {},
                 "optOuts": [{"channel": "phone", "at": "1970-01-01T00:00:00.000Z", "by": null}],
                 "automations": [{"automationId": "a1", "transitions": 2, "followUps": 1, "runs": []}]}"""))
                .doesNotContainKey("createdAt").containsEntry("attributes", Map.of());
    }

    @Test
    void its_messages_are_shown_without_what_the_deletion_removed() {
        Document message = StoredRecords.message("m-" + organization, organization, Instant.EPOCH)
                .append("state", "FAILED").append("reason", "LEAD_DELETED");
        List.of("to", "text", "subject", "variables").forEach(message::remove);
        store.getCollection("messages").insertOne(message);

        assertThat(ana.get("/api/messages/m-" + organization).is(200).json()).containsEntry("reason", "LEAD_DELETED")
                .doesNotContainKeys("to", "text", "subject", "variables");
        assertThat(Json.objects(ana.get("/api/messages").is(200).json(), "items")).hasSize(1);
    }
}
