package dev.nudge.api.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.KnownLead;
import dev.nudge.api.support.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Impossible simulations are rejected, and simulations have no side effects. */
@ApiTest
class SimulationLimitsTest {

    private static final String INVALID = "urn:nudge:error:validation";
    private static final Pattern PENDING = Pattern.compile("pending=(true|\\[\\w)");
    private static final String DRAFTS = "/api/automations/simulate";

    private final String organization = Api.newOrganization();
    private final Api api;
    private final MongoTemplate store;
    private final Client ana;

    SimulationLimitsTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.api = api;
        this.store = store;
        this.ana = api.member("ana", organization);
    }

    @Test
    void all_errors_are_reported_at_once() {
        Answer draft = ana.post(DRAFTS, """
                {"automation": {"name": "", "colour": "red", "triggerLogicType": "timer",
                                "userSmsNotification": {"enabled": "yes"}},
                 "event": {"type": "Not A Type", "organizationId": "another", "when": "now",
                           "data": {"body": 7}, "lead": {"phone": 7}},
                 "lead": {"$where": 1, "email": false}, "at": "noon", "dryRun": true}""");
        String automation = create(Examples.followUp());

        assertThat(draft.isProblem(400, INVALID).pointers()).containsExactlyInAnyOrder("/dryRun", "/automation/name",
                "/automation/colour", "/automation/event", "/automation/timerLogic", "/automation/actions",
                "/automation/userSmsNotification/enabled", "/event/type", "/event/organizationId", "/event/when",
                "/at");
        assertThat(ana.post(automation + "/simulate", "{\"automation\": {}}").isProblem(400, INVALID).pointers())
                .containsExactlyInAnyOrder("/automation", "/event");
        assertThat(ana.post(DRAFTS, "{}").isProblem(400, INVALID).pointers())
                .containsExactlyInAnyOrder("/automation", "/event");
        for (String at : List.of("9999-12-31T00:00:00Z", "1969-12-31T23:59:59Z")) {
            assertThat(ana.post(automation + "/simulate", """
                    {"event": {"type": "timer.due", "data": {"automationId": "x", "run": 1, "followUp": 1,
                     "dueAt": "2026-04-22T12:00:00Z"}}, "lead": [], "at": "%s"}""".formatted(at))
                    .isProblem(400, INVALID).pointers())
                    .containsExactlyInAnyOrder("/event/type", "/lead", "/at");
        }
    }

    @Test // E2, N
    void what_is_ignored_is_a_warning() {
        String automation = create(Examples.followUp());

        Map<String, ?> answer = ana.post(automation + "/simulate", """
                {"event": {"type": "message.received", "data": {"direction": "sideways"}, "lead": {"tags": 7}},
                 "lead": {"$where": 1, "status": "New lead"}}""").is(200).json();

        assertThat(Json.objects(answer, "warnings"))
                .extracting(warning -> warning.get("code") + " " + warning.get("pointer"))
                .containsExactlyInAnyOrder("DIRECTION_IGNORED /event/data/direction",
                        "ATTRIBUTE_IGNORED /event/lead/tags", "ATTRIBUTE_IGNORED /lead/$where");
        assertThat(Json.object(answer, "decision")).containsEntry("reason", "DIRECTION_IGNORED")
                .containsEntry("notes", List.of(Map.of("note", "ATTRIBUTE_IGNORED", "field", "lead.tags"),
                        Map.of("note", "DIRECTION_IGNORED", "field", "data.direction")));
    }

    @Test
    void automations_and_leads_of_another_organization_are_not_found() {
        String automation = create(Examples.followUp());
        KnownLead.insert(store, organization, automation.substring(automation.lastIndexOf('/') + 1));
        Client eve = api.admin("ana", Api.newOrganization());

        eve.post(automation + "/simulate", "{\"event\": 7}").isProblem(404, "urn:nudge:error:not-found");
        ana.post("/api/automations/none/simulate", "{}").isProblem(404, "urn:nudge:error:not-found");
        assertThat(eve.post(DRAFTS, """
                {"automation": %s, "event": {"type": "message.received", "leadId": "lead-7"}}"""
                .formatted(Examples.followUp())).is(200).json()).containsEntry("leadFrom", "nothing");
        api.anonymous().post(automation + "/simulate", "{}").isProblem(401, "urn:nudge:error:unauthenticated");

        ana.delete(automation).is(204);
        ana.post(automation + "/simulate", "{}").isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void a_simulation_writes_counts_and_sends_nothing() {
        ana.put("/api/templates/follow-up-24h", "{\"body\": \"Hi {{firstName}}\"}").is(201);
        String automation = create(Examples.followUp());
        KnownLead.insert(store, organization, automation.substring(automation.lastIndexOf('/') + 1));
        await("the changes to be published").until(() -> written().stream()
                .noneMatch(document -> PENDING.matcher(document.toString()).find()));
        List<Document> before = written();
        List<Integer> sentBefore = sent();

        ana.post(automation + "/simulate",
                "{\"event\": {\"id\": \"evt-2\", \"type\": \"message.received\", \"leadId\": \"lead-7\"}}").is(200);
        ana.post(automation + "/simulate",
                "{\"event\": {\"type\": \"message.received\"}, \"lead\": {\"status\": \"New lead\"}}").is(200);
        ana.post(DRAFTS, """
                {"automation": %s, "event": {"type": "message.received", "leadId": "new"},
                 "lead": {"status": "New lead", "phone": "+14155550100"}}""".formatted(Examples.followUp())).is(200);

        assertThat(written()).isEqualTo(before);
        assertThat(sent()).isEqualTo(sentBefore);
    }

    private String create(String json) {
        return "/api/automations/" + ana.post("/api/automations", json).is(201).automationId();
    }

    /** Every document of the organization, in every collection. */
    private List<Document> written() {
        List<Document> documents = new ArrayList<>();
        for (String collection : store.getCollectionNames().stream().sorted().toList()) {
            store.getCollection(collection).find().forEach(document -> {
                if (document.toString().contains(organization)) {
                    documents.add(new Document(collection, document));
                }
            });
        }
        return documents;
    }

    private List<Integer> sent() {
        try (Topic events = new Topic(Topics.LEAD_EVENTS); Topic changes = new Topic(Topics.AUTOMATION_EVENTS)) {
            return List.of(events.of(organization).size(), changes.of(organization).size());
        }
    }
}
