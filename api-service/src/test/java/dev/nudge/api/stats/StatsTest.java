package dev.nudge.api.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.infrastructure.mongo.DocumentIds;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The roll-ups have the format that the engine writes. */
@ApiTest
class StatsTest {

    private static final String DAY = "?from=2026-04-22T00:00:00Z&to=2026-04-23T00:00:00Z";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;

    StatsTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.ana = api.member("ana", organization);
        this.store = store;
    }

    private void rollup(String hour, String kind, @Nullable String automationId, Document counts) {
        Instant at = Instant.parse(hour);
        store.getCollection("rollups").insertOne(
                new Document("_id", DocumentIds.ofRollup(organization, at, kind, automationId))
                        .append("organizationId", organization).append("kind", kind).append("at", Date.from(at))
                        .append("automationId", automationId).append("counts", counts));
    }

    private void twoHours() {
        for (String hour : List.of("2026-04-22T10:00:00Z", "2026-04-22T12:00:00Z")) {
            rollup(hour, "decisions", null, new Document("FIRED", new Document("TIMER_DUE", 3L))
                    .append("SKIPPED", new Document("CONDITIONS", 2L)));
            rollup(hour, "decisions", "a1", new Document("FIRED", new Document("TIMER_DUE", 1L)));
            rollup(hour, "messages", null, new Document("sms", new Document("SENT", 3).append("DELIVERED", 2)));
        }
    }

    private List<Map<String, @Nullable Object>> buckets(String query) {
        return Json.objects(ana.get("/api/stats" + query).is(200).json(), "buckets");
    }

    @Test
    void every_hour_has_a_bucket_with_its_numbers() {
        twoHours();

        assertThat(buckets("?from=2026-04-22T10:30:00Z&to=2026-04-22T12:00:00.001Z")).isEqualTo(Json.objects(
                Json.object("""
                        {"buckets": [
                          {"at": "2026-04-22T10:00:00.000Z",
                           "decisions": [{"outcome": "FIRED", "reason": "TIMER_DUE", "count": 3},
                                         {"outcome": "SKIPPED", "reason": "CONDITIONS", "count": 2}],
                           "messages": [{"channel": "sms", "state": "DELIVERED", "count": 2},
                                        {"channel": "sms", "state": "SENT", "count": 3}]},
                          {"at": "2026-04-22T11:00:00.000Z", "decisions": [], "messages": []},
                          {"at": "2026-04-22T12:00:00.000Z",
                           "decisions": [{"outcome": "FIRED", "reason": "TIMER_DUE", "count": 3},
                                         {"outcome": "SKIPPED", "reason": "CONDITIONS", "count": 2}],
                           "messages": [{"channel": "sms", "state": "DELIVERED", "count": 2},
                                        {"channel": "sms", "state": "SENT", "count": 3}]}]}"""), "buckets"));
    }

    @Test
    void the_numbers_of_a_day_are_those_of_its_hours() {
        twoHours();

        assertThat(buckets(DAY + "&by=day")).singleElement().satisfies(day -> assertThat(day)
                .containsEntry("at", "2026-04-22T00:00:00.000Z").containsEntry("decisions", Json.objects(Json.object("""
                        {"d": [{"outcome": "FIRED", "reason": "TIMER_DUE", "count": 6},
                               {"outcome": "SKIPPED", "reason": "CONDITIONS", "count": 4}]}"""), "d")));
    }

    @Test
    void the_numbers_of_one_automation_can_be_asked_for() {
        twoHours();

        assertThat(buckets(DAY + "&by=day&automationId=a1")).singleElement().satisfies(day -> assertThat(day)
                .containsEntry("messages", List.of()).containsEntry("decisions", Json.objects(Json.object("""
                        {"d": [{"outcome": "FIRED", "reason": "TIMER_DUE", "count": 2}]}"""), "d")));
        assertThat(buckets(DAY + "&by=day&automationId=a2")).singleElement()
                .satisfies(day -> assertThat(day).containsEntry("decisions", List.of()));
    }

    @Test
    void the_default_period_is_the_last_day_by_hour_or_the_last_month_by_day() {
        assertThat(buckets("")).hasSizeBetween(24, 25);
        assertThat(buckets("?by=day")).hasSizeBetween(30, 31);
        assertThat(ana.get("/api/stats?to=2026-04-22T10:30:00Z").json())
                .containsEntry("from", "2026-04-21T11:00:00.000Z").containsEntry("to", "2026-04-22T11:00:00.000Z")
                .containsEntry("by", "hour");
    }

    @Test
    void a_period_has_a_beginning_before_its_end_and_at_most_744_buckets() {
        assertThat(buckets("?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z")).hasSize(744);
        assertThat(ana.get("/api/stats?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00.001Z")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/from");
        assertThat(ana.get("/api/stats?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z&by=day")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/from");
        assertThat(ana.get("/api/stats?from=2026-02-01T00:00:00Z&to=2026-02-01T00:00:00Z")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/to");
        assertThat(ana.get("/api/stats?by=week&colour=red&from=noon").isProblem(400, "urn:nudge:error:validation")
                .pointers()).containsExactlyInAnyOrder("/by", "/colour", "/from");
    }
}
