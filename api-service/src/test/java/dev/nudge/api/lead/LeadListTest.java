package dev.nudge.api.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.infrastructure.lead.LeadSearchKeys;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** How people find leads. */
@ApiTest
class LeadListTest {

    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client ada;

    LeadListTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.ada = api.admin("ada", organization);
    }

    @BeforeEach
    void storeLeads() {
        store.getCollection("leads").insertMany(List.of(
                lead("lead-1", "José Ana", "da Silva", "New lead", 10).append("addresses",
                        List.of("phone:+14155550101", "email:jose@example.com")),
                lead("lead-2", "Ana", "Costa", "Contacted", 30).append("nextDueAt", due(60))
                        .append("addresses", List.of("phone:4155550102")),
                lead("lead-3", "Ben", "Silva", "New lead", 20).append("nextDueAt", due(30)),
                lead("old-4", "Cleo", "Reis", "New lead", 20).append("nextDueAt", due(30))));
    }

    @ParameterizedTest
    @CsvSource({"lead-, lead-1 lead-2 lead-3", "lead-2, lead-2", "LEAD-2, ''", "ana, lead-1 lead-2", "JOSE, lead-1",
            "silva ana, lead-1", "silv, ''", "jose@EXAMPLE.com, lead-1", "+1 (415) 555-0101, lead-1",
            "(415) 555-0102, lead-2", "$ne, ''", "., ''"})
    void a_lead_is_found_by_the_start_of_its_id_an_address_or_words_of_its_name(String text, String found) {
        assertThat(String.join(" ", ids("search=" + encoded(text)))).isEqualTo(found);
        assertThat(String.join(" ", paged("search=" + encoded(text) + "&limit=1"))).as("in pages").isEqualTo(found);
    }

    @Test
    void a_phone_number_without_a_country_code_is_one_of_the_organizations_region() {
        assertThat(ids("search=" + encoded("415 555 0101"))).isEmpty();
        ada.put("/api/organization", "{\"defaultRegion\": \"US\"}").is(200);

        assertThat(ids("search=" + encoded("415 555 0101"))).containsExactly("lead-1");
        assertThat(ids("search=" + encoded("+1 415 555 0102"))).as("stored without a country code")
                .containsExactly("lead-2");
    }

    @Test // E4
    void leads_are_filtered_by_their_status_however_it_is_written() {
        for (String sort : List.of("leadId", "lastEventAt")) {
            assertThat(paged("limit=1&sort=" + sort + "&status=" + encoded(" NEW  lead ")))
                    .containsExactlyInAnyOrder("lead-1", "lead-3", "old-4");
        }
        assertThat(ids("status=" + encoded("New lead") + "&search=silva")).containsExactly("lead-1", "lead-3");
        assertThat(ids("status=" + encoded("New lead") + "&sort=nextDueAt")).containsExactly("lead-3", "old-4");
        assertThat(ids("status=New")).isEmpty();
    }

    @Test
    void leads_are_listed_by_their_last_event_and_the_newest_comes_first() {
        assertThat(ids("sort=lastEventAt")).containsExactly("lead-2", "old-4", "lead-3", "lead-1");
        assertThat(paged("sort=lastEventAt&limit=1")).containsExactly("lead-2", "old-4", "lead-3", "lead-1");
        assertThat(ana.get("/api/leads?sort=lastEventAt").items().getFirst())
                .containsEntry("lastEventAt", "2026-04-22T12:00:30.000Z");
    }

    @Test
    void leads_with_a_waiting_run_are_listed_and_the_run_that_is_due_first_comes_first() {
        assertThat(ids("sort=nextDueAt")).containsExactly("lead-3", "old-4", "lead-2");
        assertThat(paged("sort=nextDueAt&limit=1")).containsExactly("lead-3", "old-4", "lead-2");
    }

    @Test
    void what_a_search_finds_is_in_the_order_of_ids() {
        assertThat(ids("search=ana&sort=lastEventAt")).containsExactly("lead-1", "lead-2");
        assertThat(paged("search=lead-&sort=nextDueAt&limit=1")).as("of those with a waiting run")
                .containsExactly("lead-2", "lead-3");
    }

    @Test
    void a_cursor_belongs_to_its_order() {
        Object cursor = ana.get("/api/leads?sort=lastEventAt&limit=1").is(200).json().get("nextCursor");
        for (String other : List.of("", "&sort=nextDueAt", "&search=ana")) {
            assertThat(ana.get("/api/leads?cursor=" + cursor + other).isProblem(400, "urn:nudge:error:validation")
                    .pointers()).as(other).containsExactly("/cursor");
        }
    }

    private List<String> ids(String query) {
        return ids(ana.get("/api/leads?" + query).is(200));
    }

    private List<String> paged(String query) {
        List<String> all = new ArrayList<>();
        Answer page = ana.get("/api/leads?" + query).is(200);
        all.addAll(ids(page));
        while (page.json().get("nextCursor") instanceof String cursor) {
            page = ana.get("/api/leads?" + query + "&cursor=" + cursor).is(200);
            all.addAll(ids(page));
        }
        return all;
    }

    private static List<String> ids(Answer page) {
        return page.items().stream().map(lead -> String.valueOf(lead.get("leadId"))).toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Date due(int minutes) {
        return Date.from(NOON.plus(Duration.ofMinutes(minutes)));
    }

    private Document lead(String id, String firstName, String lastName, String status, int seconds) {
        return new Document("_id", organization + ":" + id).append("organizationId", organization)
                .append("leadId", id).append("position", new Document("partition", 1).append("offset", 7L))
                .append("createdAt", Date.from(NOON)).append("lastNow", Date.from(NOON.plusSeconds(seconds)))
                .append("attributes", new Document("status", status).append("firstName", firstName)
                        .append("lastName", lastName))
                .append("statusKey", LeadSearchKeys.ofStatus(status))
                .append("nameKeys", LeadSearchKeys.ofName(firstName + " " + lastName)).append("outbox", List.of());
    }
}
