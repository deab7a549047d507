package dev.nudge.api.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.StoredRecords;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The documents have the format that the engine writes. */
@ApiTest
class ActivityTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");
    private static final String PATH = "/api/automations/activity";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client eve;
    private final String automation;
    private int minute;

    ActivityTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.eve = api.member("eve", Api.newOrganization());
        this.automation = ana.post("/api/automations", Examples.followUp()).is(201).automationId();
    }

    @Test
    void it_shows_when_an_automation_fired_last_and_what_waits() {
        decide("lead-1", 1, "STARTED", 90);
        decide("lead-2", 1, "STARTED", 60);
        decide("lead-3", 1, "STARTED", 30);
        decide("lead-3", 1, "FIRED", 50); // the next follow-up waits
        decide("lead-1", 1, "SKIPPED", null); // RUN_WAITING: the timer stays
        decide("lead-2", 1, "CANCELLED", null);
        decide("lead-4", null, "SKIPPED", null);
        decide("lead-5", 1, "FIRED", null);

        assertThat(ana.get(PATH + "?ids=" + automation).is(200).json()).isEqualTo(Json.object("""
                {"items": [{"automationId": "%s", "lastFiredAt": "2026-04-22T12:08:00.000Z",
                  "nextDueAt": "2026-04-22T12:50:00.000Z", "waiting": 2, "fired": 2, "skipped": 2,
                  "since": "2026-04-22T12:01:00.000Z"}]}""".formatted(automation)));
    }

    @Test
    void an_automation_without_decisions_shows_its_creation() {
        Object createdAt = ana.get("/api/automations/" + automation).json().get("createdAt");

        assertThat(item()).containsEntry("lastFiredAt", null).containsEntry("nextDueAt", null)
                .containsEntry("waiting", 0L).containsEntry("fired", 0L).containsEntry("skipped", 0L)
                .containsEntry("since", createdAt);
    }

    @Test
    void only_the_newest_500_decisions_count() {
        decide("lead-1", 1, "STARTED", 900);
        for (int i = 0; i < 500; i++) {
            decide("lead-2", null, "SKIPPED", null);
        }

        assertThat(item()).containsEntry("skipped", 500L).containsEntry("waiting", 0L)
                .containsEntry("since", "2026-04-22T12:02:00.000Z");
    }

    @Test
    void unknown_automations_are_left_out_and_so_are_those_of_other_organizations() {
        assertThat(ana.get(PATH + "?ids=unknown," + automation + "," + automation).is(200).items()).hasSize(1);
        assertThat(eve.get(PATH + "?ids=" + automation).is(200).items()).isEmpty();
    }

    @Test
    void ids_are_required_and_limited() {
        for (String query : List.of("", "?ids=", "?ids=a,,b", "?ids=" + String.join(",",
                Collections.nCopies(101, "a")))) {
            assertThat(ana.get(PATH + query).isProblem(400, "urn:nudge:error:validation").pointers()).as(query)
                    .containsExactly("/ids");
        }
    }

    private Map<String, Object> item() {
        return ana.get(PATH + "?ids=" + automation).is(200).items().getFirst();
    }

    /** Each decision is a minute later than the one before. */
    private void decide(String leadId, @Nullable Integer run, String outcome, @Nullable Integer dueInMinute) {
        minute++;
        Document decision = StoredRecords.decision(organization + "-" + minute, organization,
                NOON.plusSeconds(60L * minute));
        decision.append("automationId", automation).append("leadId", leadId).append("run", run)
                .append("outcome", outcome)
                .append("dueAt", dueInMinute == null ? null : Date.from(NOON.plusSeconds(60L * dueInMinute)));
        store.getCollection("decisions").insertOne(decision);
    }
}
