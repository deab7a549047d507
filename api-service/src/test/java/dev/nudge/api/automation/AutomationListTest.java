package dev.nudge.api.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class AutomationListTest {

    private static final String PATH = "/api/automations";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client bob;

    AutomationListTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.bob = api.member("bob", organization);
    }

    @Test
    void automations_can_be_filtered() {
        String timer = ana.post(PATH, Examples.followUpWith("name", "Timer")).is(201).automationId();
        String event = bob.post(PATH, Examples.followUpWith("triggerLogicType", "event")).is(201).automationId();
        String other = bob.post(PATH, Json.text(Map.of("name", "Other", "event", "deal.won", "triggerLogicType",
                "event", "actions", Map.of("sendMessage", List.of(Map.of("template", "t", "channel", "sms"))))))
                .is(201).automationId();
        ana.patch(PATH + "/" + other + "/preference", "{\"enabled\": true}").is(200);
        ana.patch(PATH + "/" + event + "/preference", "{\"enabled\": false}").is(200);

        assertThat(ids("name=Timer")).containsExactly(timer);
        assertThat(ids("name=timer")).isEmpty();
        assertThat(ids("search=IME")).as("a part of the name").containsExactly(timer);
        assertThat(ids("ids=" + event + ",unknown," + timer)).containsExactly(timer, event);
        assertThat(ids("template=t")).containsExactly(other);
        assertThat(ana.get(PATH + "?search=a%00b").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/search");
        assertThat(ids("search=T.*")).as("a text, not a pattern").isEmpty();
        assertThat(ids("event=deal.won")).containsExactly(other);
        assertThat(ids("event=status_change")).as("matches the example's triggerType").containsExactly(timer, event);
        assertThat(ids("triggerLogicType=event")).containsExactly(event, other);
        assertThat(ids("createdBy=bob")).containsExactly(event, other);
        assertThat(ids("enabled=true")).as("ana's own preference").containsExactly(timer, other);
        assertThat(ids("enabled=false")).containsExactly(event);
        assertThat(ids("createdBy=bob&enabled=true&triggerLogicType=event&name=")).containsExactly(other);
        assertThat(bob.get(PATH + "?enabled=true").items()).hasSize(2);
        assertThat(ids("createdBy=eve")).isEmpty();
    }

    @Test
    void automations_are_sorted_by_creation_or_name() {
        List<String> ids = new ArrayList<>();
        for (String name : List.of("b", "a", "c", "a")) {
            ids.add(ana.post(PATH, Examples.followUpWith("name", name)).is(201).automationId());
        }

        assertThat(ids("sort=createdAt")).isEqualTo(ids).isEqualTo(ids(""));
        assertThat(ids("sort=name")).containsExactly(ids.get(1), ids.get(3), ids.get(0), ids.get(2));
        assertThat(paged("sort=name&limit=1")).containsExactly(ids.get(1), ids.get(3), ids.get(0), ids.get(2));
        assertThat(paged("name=a&limit=1")).containsExactly(ids.get(1), ids.get(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"createdAt", "name"})
    void pages_are_stable_during_concurrent_inserts_and_deletions(String sort) throws InterruptedException {
        List<String> staying = new ArrayList<>();
        List<String> going = new ArrayList<>();
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String id = new ObjectId().toHexString();
            (i % 5 == 0 ? going : staying).add(id);
            documents.add(new Document(Json.object(Examples.followUpWith("name", "n" + i / 7))).append("_id", id)
                    .append("organizationId", organization).append("userId", "bob").append("version", 1)
                    .append("createdAt", Date.from(Instant.EPOCH.plusSeconds(i / 7)))
                    .append("updatedAt", Date.from(Instant.EPOCH)));
        }
        store.getCollection("automations").withTimeout(1, TimeUnit.MINUTES).insertMany(documents);
        Collections.shuffle(going, new Random(7));
        AtomicBoolean listed = new AtomicBoolean();
        AtomicInteger changes = new AtomicInteger();
        Thread others = Thread.ofVirtual().start(() -> {
            for (int i = 0; !listed.get(); i++) {
                String added = bob.post(PATH, Examples.followUpWith("name", "n" + i % 300)).is(201).automationId();
                bob.delete(PATH + "/" + (i < going.size() ? going.get(i) : added)).is(204);
                changes.incrementAndGet();
            }
        });

        List<String> seen = paged("limit=20&sort=" + sort);
        assertThat(changes).as("changes during the listing").hasValueGreaterThan(10);
        listed.set(true);
        others.join();

        assertThat(seen).doesNotHaveDuplicates().containsAll(staying);
    }

    @Test
    void a_cursor_is_valid_only_for_its_sort_order() {
        ana.post(PATH, Examples.followUpWith("name", "\u0001".repeat(200))).is(201);
        ana.post(PATH, Examples.followUp()).is(201);
        Object cursor = ana.get(PATH + "?limit=1&sort=name").is(200).json().get("nextCursor");

        assertThat(ids("sort=name&cursor=" + cursor)).hasSize(1);
        assertThat(ana.get(PATH + "?cursor=" + cursor).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/cursor");
    }

    @Test
    void all_query_errors_are_reported_at_once() {
        assertThat(ana.get(PATH + "?sort=colour&enabled=yes&triggerLogicType=cron&limit=0&cursor=x&colour=red&name=a"
                + "&name=b&createdBy=" + "x".repeat(1_001)).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/sort", "/enabled", "/triggerLogicType", "/limit", "/cursor", "/colour",
                        "/name", "/createdBy");
    }

    private List<String> ids(String query) {
        return ids(ana.get(PATH + "?" + query));
    }

    private List<String> paged(String query) {
        Answer page = ana.get(PATH + "?" + query);
        List<String> seen = new ArrayList<>(ids(page));
        while (page.json().get("nextCursor") instanceof String cursor) {
            page = ana.get(PATH + "?" + query + "&cursor=" + cursor);
            seen.addAll(ids(page));
        }
        return seen;
    }

    private static List<String> ids(Answer page) {
        return page.is(200).items().stream().map(item -> String.valueOf(item.get("_id"))).toList();
    }
}
