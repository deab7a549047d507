package dev.nudge.api.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Topic;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.lead.Suppression;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The suppression list (F4, E11): what the API changes, and the events for the leads that have the address. */
@ApiTest
class SuppressionsTest {

    private static final String PATH = "/api/suppressions";
    private static final String PHONE = PATH + "/phone/+14155550100";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client ada;
    private final Client eve;

    SuppressionsTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.ada = api.admin("ada", organization);
        this.eve = api.admin("ana", Api.newOrganization());
    }

    @Test
    void an_address_is_suppressed_and_every_lead_that_has_it_is_opted_out() {
        ada.put("/api/organization", "{\"defaultRegion\": \"US\"}").is(200);
        lead("lead-1", "phone", "+1 (415) 555-0100", "phone:+14155550100");
        lead("lead-2", "phone", "415-555-0100", "phone:4155550100");
        lead("lead-3", "phone", "+14155550101", "phone:+14155550101");
        lead("lead-4", "email", "4155550100@example.com", "email:4155550100@example.com");

        Answer saved = ana.put(PATH + "/whatsapp/(415)%20555-0100", "").is(200);

        assertThat(saved.json()).containsEntry("leads", 2L);
        assertThat(Json.object(saved.json(), "suppression")).containsEntry("kind", "phone")
                .containsEntry("address", "+14155550100").containsEntry("source", "USER").containsEntry("by", "ana");
        assertThat(ana.get(PATH).is(200).items())
                .containsExactly(Json.object(saved.json(), "suppression"));
        assertThat(events()).hasSize(2).allSatisfy(event -> assertThat(event).containsEntry("type", "lead.opted_out")
                .containsEntry("occurredAt", Json.object(saved.json(), "suppression").get("at"))
                .containsEntry("data", Map.of("channel", "phone", "address", "+14155550100", "by", "ana")))
                .extracting(event -> event.get("leadId")).containsExactlyInAnyOrder("lead-1", "lead-2");
        assertThat(eve.get(PATH).is(200).items()).isEmpty();
        eve.delete(PHONE).isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void a_users_suppression_is_lifted_by_any_member() {
        lead("lead-1", "email", "Ana@Example.com", "email:ana@example.com");
        ana.put(PATH + "/email/ana@example.com", "").is(200);

        assertThat(ana.delete(PATH + "/email/ANA@example.com?reason=mistake").is(200).json()).isEqualTo(
                Map.of("kind", "email", "address", "ana@example.com", "leads", 1L));

        assertThat(ana.get(PATH).is(200).items()).isEmpty();
        ana.delete(PATH + "/email/ana@example.com").isProblem(404, "urn:nudge:error:not-found");
        assertThat(events()).last().satisfies(event -> assertThat(event).containsEntry("type", "lead.opted_in")
                .containsEntry("data", Map.of("channel", "email", "address", "ANA@example.com", "by", "ana",
                        "reason", "mistake")));
        assertThat(stored("email:ana@example.com")).containsEntry("suppressed", false)
                .containsEntry("reason", "mistake");
    }

    @Test
    void what_the_person_sent_is_lifted_by_an_admin_with_a_reason() {
        suppressedByLead();
        assertThat(Json.object(ana.put(PHONE, "").is(200).json(), "suppression")).as("it stays the person's")
                .containsEntry("source", "LEAD").containsEntry("by", null);

        ana.delete(PHONE + "?reason=asked").isProblem(403, "urn:nudge:error:forbidden");
        assertThat(ada.delete(PHONE).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/reason");
        assertThat(ada.send("DELETE", PHONE, BodyPublishers.ofString("{\"reason\": \" \", \"force\": true}"))
                .isProblem(400, "urn:nudge:error:validation").pointers()).contains("/force");
        assertThat(ada.delete(PHONE + "?reason=" + "x".repeat(501)).isProblem(400, "urn:nudge:error:validation")
                .pointers()).containsExactly("/reason");
        ada.send("DELETE", PHONE, BodyPublishers.ofString("{\"reason\": \"asked by phone\"}")).is(200);

        assertThat(stored("phone:+14155550100")).containsEntry("suppressed", false)
                .containsEntry("by", "ada").containsEntry("reason", "asked by phone");
    }

    @Test
    void what_a_lead_with_the_address_sent_is_lifted_by_an_admin_with_a_reason() {
        lead("lead-1", "phone", "+14155550100", "phone:+14155550100");
        optOut("lead-1", null);
        ana.put(PHONE, "").is(200);

        ana.delete(PHONE + "?reason=asked").isProblem(403, "urn:nudge:error:forbidden");
        assertThat(ada.delete(PHONE).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/reason");
        ada.delete(PHONE + "?reason=asked").is(200);
    }

    @Test
    void lifting_can_be_repeated_until_the_leads_are_no_longer_opted_out() {
        lead("lead-1", "phone", "+14155550100", "phone:+14155550100");
        optOut("lead-1", "ana");
        ana.put(PHONE, "").is(200);

        ana.delete(PHONE).is(200);
        assertThat(ana.delete(PHONE).is(200).json()).as("the first request may have ended before its events")
                .containsEntry("leads", 1L);

        store.getCollection("leads").updateOne(new Document("_id", organization + ":lead-1"),
                new Document("$unset", new Document("consents", "")));
        ana.delete(PHONE).isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void any_number_of_leads_can_have_the_address() {
        List<Document> leads = IntStream.range(0, 1_200).mapToObj(i -> document("lead-" + i, "email",
                "none@example.com", "email:none@example.com")).toList();
        store.getCollection("leads").insertMany(leads);

        assertThat(ana.put(PATH + "/email/none@example.com", "").is(200).json()).containsEntry("leads", 1_200L);

        assertThat(events()).extracting(event -> event.get("leadId")).hasSize(1_200).doesNotHaveDuplicates();
    }

    private void optOut(String leadId, @Nullable String by) {
        store.getCollection("leads").updateOne(new Document("_id", organization + ":" + leadId),
                new Document("$set", new Document("consents", new Document("phone", new Document("optedOut", true)
                        .append("at", Date.from(Instant.EPOCH)).append("by", by)))));
    }

    private void suppressedByLead() {
        Address address = Address.of(AddressKind.PHONE, "+14155550100", null).orElseThrow();
        new Suppressions(store.getDb()).record(organization,
                new Suppression(address, true, Instant.now().minusSeconds(1), null), Source.LEAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone/12", "phone/555-0100", "phone/ana@example.com", "email/ana", "email/%20",
            "sms/+1415555010099999"})
    void an_invalid_address_is_rejected(String address) {
        assertThat(ana.put(PATH + "/" + address, "").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "fax", "PHONE"})
    void a_channel_without_opt_outs_is_not_found(String channel) {
        ana.put(PATH + "/" + channel + "/+14155550100", "").isProblem(404, "urn:nudge:error:not-found");
        ana.delete(PATH + "/" + channel + "/+14155550100").isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void unsupported_parameters_and_bodies_are_rejected() {
        assertThat(ana.put(PHONE + "?by=eve", "").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/by");
        assertThat(ana.put(PHONE, "{\"by\": \"eve\"}").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("");
        assertThat(ana.get(PATH + "?channel=fax").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/channel");
    }

    @Test
    void the_list_is_in_the_order_of_addresses_with_stable_pages() {
        for (String address : List.of("phone/+14155550103", "email/b@example.com", "phone/+14155550101",
                "email/a@example.com", "phone/+14155550102")) {
            ana.put(PATH + "/" + address, "").is(200);
        }

        Answer first = ana.get(PATH + "?limit=3").is(200);
        ana.put(PATH + "/email/c@example.com", "").is(200);
        Answer second = ana.get(PATH + "?limit=3&cursor=" + first.json().get("nextCursor")).is(200);

        assertThat(addresses(first)).containsExactly("a@example.com", "b@example.com", "+14155550101");
        assertThat(addresses(second)).containsExactly("+14155550102", "+14155550103");
        assertThat(second.json()).containsEntry("nextCursor", null);
        assertThat(addresses(ana.get(PATH + "?channel=email").is(200))).containsExactly("a@example.com",
                "b@example.com", "c@example.com");
        assertThat(addresses(ana.get(PATH + "?channel=sms&limit=2").is(200))).containsExactly("+14155550101",
                "+14155550102");
    }

    @ParameterizedTest
    @CsvSource({"+1415555, +14155550101 +14155550102", "1 (415) 555-0102, +14155550102", "A@, a@example.com",
            "a, a@example.com ana@example.com", "an, ana@example.com", "@example.com, ''", "555, ''", "$gt, ''"})
    void the_list_is_searched_by_the_start_of_an_address(String text, String found) {
        for (String address : List.of("phone/+14155550102", "email/ana@example.com", "phone/+14155550101",
                "email/a@example.com", "email/b@example.com")) {
            ana.put(PATH + "/" + address, "").is(200);
        }
        String search = "search=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        List<String> inPages = new ArrayList<>();
        @Nullable
        Object cursor = "";
        while (cursor != null) {
            Answer page = ana.get(PATH + "?limit=1&" + search + "&cursor=" + cursor).is(200);
            addresses(page).forEach(address -> inPages.add(String.valueOf(address)));
            cursor = page.json().get("nextCursor");
        }

        assertThat(String.join(" ", inPages)).isEqualTo(found);
        assertThat(addresses(ana.get(PATH + "?" + search).is(200))).isEqualTo(inPages);
        assertThat(addresses(ana.get(PATH + "?channel=email&" + search).is(200)))
                .isEqualTo(inPages.stream().filter(address -> address.contains("@")).toList());
    }

    @Test
    void a_CSV_file_is_imported_and_its_errors_are_listed_by_line() {
        lead("lead-1", "phone", "+14155550100", "phone:+14155550100");

        Map<String, @Nullable Object> imported = importFile("text/csv; charset=utf-8", """
                \uFEFFChannel, Address
                phone,+14155550100

                sms,"+1 415 555 0100"
                email, Ana@Example.com\s
                fax,+14155550100
                phone,12
                email
                "email","a""b@example.com"
                """.replace("\n", "\r\n")).is(200).json();

        assertThat(imported).containsEntry("entries", 7L).containsEntry("suppressed", 2L).containsEntry("invalid", 4L)
                .containsEntry("leads", 1L);
        assertThat(Json.objects(imported, "errors")).extracting(error -> error.get("line") + " " + error.get("code"))
                .containsExactly("6 unknown-value", "7 format", "8 format", "9 format");
        assertThat(ana.get(PATH).is(200).items()).extracting(entry -> entry.get("source") + " " + entry.get("address"))
                .containsExactly("IMPORT ana@example.com", "IMPORT +14155550100");
        assertThat(events()).singleElement()
                .satisfies(event -> assertThat(event).containsEntry("leadId", "lead-1"));
    }

    @Test
    void a_file_with_a_JSON_object_in_each_line_is_imported() {
        Map<String, @Nullable Object> imported = importFile("application/x-ndjson", """
                {"channel": "phone", "address": "+14155550100"}

                {"channel": "email", "address": "ana@example.com", "note": "x"}
                {"channel": "email"}
                [1]
                {"channel":
                """).is(200).json();

        assertThat(imported).containsEntry("entries", 5L).containsEntry("suppressed", 1L).containsEntry("invalid", 4L);
        assertThat(Json.objects(imported, "errors")).extracting(error -> error.get("line") + " " + error.get("code"))
                .containsExactly("3 unknown-field", "4 required", "5 type", "6 format");
    }

    @Test
    void a_file_without_a_type_of_its_own_is_recognised_by_its_first_character() {
        String type = "application/octet-stream";

        assertThat(importFile(type, "\n {\"channel\": \"phone\", \"address\": \"+14155550100\"}").is(200).json())
                .containsEntry("suppressed", 1L);
        assertThat(importFile(type, "channel,address\nphone,+14155550100").is(200).json())
                .containsEntry("suppressed", 1L);
    }

    @Test
    void a_file_has_up_to_10_000_entries() {
        String tenThousand = IntStream.range(0, 10_000).mapToObj(i -> "email,a" + i + "@example.com\n")
                .collect(Collectors.joining("", "channel,address\n", ""));

        assertThat(importFile("text/csv", tenThousand + "email,b@example.com\n")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("");
        assertThat(importFile("text/csv", tenThousand).is(200).json()).containsEntry("suppressed", 10_000L);
        assertThat(importFile("text/csv", "channel,address\n" + "phone,1\n".repeat(200)).is(200).json())
                .containsEntry("invalid", 200L).extractingByKey("errors").asInstanceOf(
                        InstanceOfAssertFactories.LIST)
                .hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "address,channel\n", "phone,+14155550100\n", "channel,address\n",
            "channel,address\n \n",
            "channel;address\nphone;+14155550100\n"})
    void a_file_without_a_header_or_entries_is_rejected(String text) {
        assertThat(importFile("text/csv", text).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("");
    }

    @Test
    @Timeout(60) // with time that grows with the cube of a line's length, it would take minutes
    void long_lines_that_are_invalid_take_little_time() {
        String line = " ".repeat(998) + "\"\n";

        assertThat(importFile("text/csv", "channel,address\n" + line.repeat(1_000)).is(200).json())
                .containsEntry("invalid", 1_000L);
    }

    @Test
    void quoted_fields_may_have_blanks_around_them_and_quotation_marks_within() {
        assertThat(importFile("text/csv", " \"channel\" , \"address\" \n \"phone\" ,\" +14155550100 \"\n"
                + "\"email\",\"\"\"ana\"\"@example.com\"\n\"phone,1\n").is(200).json()).containsEntry("invalid", 2L);
        assertThat(stored("phone:+14155550100")).isNotNull();
    }

    @Test
    void other_types_and_encodings_of_files_are_rejected() {
        importFile("application/json", "{}").isProblem(415, "about:blank");
        ana.with("Content-Type", "text/csv").send("POST", PATH + "/import",
                BodyPublishers.ofByteArray(new byte[]{'c', (byte) 0xFF}))
                .isProblem(400, "urn:nudge:error:validation");
    }

    private Answer importFile(String type, String text) {
        return ana.with("Content-Type", type).send("POST", PATH + "/import", BodyPublishers.ofString(text));
    }

    private void lead(String id, String attribute, String value, String key) {
        store.getCollection("leads").insertOne(document(id, attribute, value, key));
    }

    private Document document(String id, String attribute, String value, String key) {
        return new Document("_id", organization + ":" + id)
                .append("organizationId", organization).append("leadId", id)
                .append("createdAt", Date.from(Instant.EPOCH)).append("lastNow", Date.from(Instant.EPOCH))
                .append("attributes", new Document(attribute, value)).append("addresses", List.of(key));
    }

    private @Nullable Document stored(String id) {
        return store.getCollection("suppressions").find(new Document("_id", organization + ":" + id)).first();
    }

    private static List<@Nullable Object> addresses(Answer page) {
        return page.items().stream().map(entry -> entry.get("address")).toList();
    }

    private List<Map<String, @Nullable Object>> events() {
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            return events.of(organization);
        }
    }
}
