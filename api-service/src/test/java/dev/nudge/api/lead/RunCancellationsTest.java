package dev.nudge.api.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.KnownLead;
import dev.nudge.api.support.Topic;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** A user cancels the waiting runs of an automation for a lead (C6); the tests of the core cover the effect. */
@ApiTest
class RunCancellationsTest {

    private static final String NOT_FOUND = "urn:nudge:error:not-found";

    private final String organization = Api.newOrganization();
    private final Client ana;

    RunCancellationsTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.ana = api.member("ana", organization);
        KnownLead.insert(store, organization, "a1");
    }

    @Test
    void a_cancellation_becomes_an_event_that_names_the_user() {
        Answer accepted = ana.post("/api/leads/lead-7/runs/a1/cancel", "").is(202);

        assertThat(accepted.json()).containsEntry("leadId", "lead-7").containsEntry("automationId", "a1");
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            Map<String, Object> appended = Json.object("""
                    {"id": "%s", "type": "lead.run_cancelled", "organizationId": "%s", "leadId": "lead-7",
                     "data": {"automationId": "a1", "by": "ana"}}"""
                    .formatted(accepted.json().get("eventId"), organization));
            assertThat(events.of(organization)).containsExactly(appended);
            LeadEvent event = LeadEventReader.read(appended).orThrow();
            assertThat(event.cancelledAutomation()).isEqualTo("a1");
        }
    }

    @Test
    void a_cancellation_that_comes_too_late_is_accepted() {
        ana.post("/api/leads/lead-7/runs/other/cancel", "").is(202);
    }

    @Test
    void an_unknown_lead_or_automation_is_not_found_and_a_body_is_refused() {
        ana.post("/api/leads/unknown/runs/a1/cancel", "").isProblem(404, NOT_FOUND);
        ana.post("/api/leads/lead-7/runs/unknown/cancel", "").isProblem(404, NOT_FOUND);
        assertThat(ana.post("/api/leads/lead-7/runs/a1/cancel?force=true", "")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/force");
        ana.post("/api/leads/lead-7/runs/a1/cancel", "{}").isProblem(400, "urn:nudge:error:validation");
    }
}
