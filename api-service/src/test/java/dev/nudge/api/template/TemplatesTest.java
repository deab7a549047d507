package dev.nudge.api.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Examples;
import dev.nudge.api.support.Topic;
import dev.nudge.configuration.ConfigurationChange;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class TemplatesTest {

    private final String organization = Api.newOrganization();
    private final Client ana;
    private final Client bob;
    private final MongoTemplate store;

    TemplatesTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.bob = api.member("bob", organization);
    }

    @Test
    void a_template_is_saved_by_name_and_replaced_completely() {
        Answer created = ana.put("/api/templates/follow-up-24h", """
                {"channel": "email", "subject": "Hello", "body": "Hi {{firstName}}"}""").is(201);

        assertThat(created.json()).containsEntry("name", "follow-up-24h").containsEntry("channel", "email")
                .containsEntry("subject", "Hello").containsEntry("body", "Hi {{firstName}}")
                .containsEntry("version", 1L);
        assertThat(created.header("ETag")).startsWith("\"1-");

        Answer replaced = ana.put("/api/templates/follow-up-24h", "{\"body\": \"Still there?\"}").is(200);

        assertThat(replaced.json()).containsEntry("body", "Still there?").containsEntry("version", 2L)
                .doesNotContainKeys("channel", "subject");
        ana.with("If-Match", "\"1\"").put("/api/templates/follow-up-24h", "{\"body\": \"Late\"}")
                .isProblem(412, "urn:nudge:error:stale-version");
        ana.put("/api/templates/follow-up-24h", replaced.text()).is(200);
    }

    @Test // RFC 9110, 13.1.1 and 13.1.2
    void conditional_requests_for_a_missing_template_are_evaluated() {
        String path = "/api/templates/conditional";
        String body = "{\"body\": \"Hi\"}";

        for (String version : List.of("*", "\"0\"", "\"1\"")) {
            assertThat(ana.with("If-Match", version).put(path, body).isProblem(412, "urn:nudge:error:stale-version")
                    .json())
                    .containsEntry("detail", "Expected a resource with the version in If-Match but it does not exist.");
        }
        ana.with("If-Match", "1").put(path, body).isProblem(400, "urn:nudge:error:validation");
        ana.with("If-None-Match", "1").put(path, body).isProblem(400, "urn:nudge:error:validation");
        ana.get(path).is(404);

        ana.with("If-None-Match", "*").put(path, body).is(201);
        assertThat(ana.with("If-None-Match", "*").put(path, "{\"body\": \"Mine\"}")
                .isProblem(412, "urn:nudge:error:stale-version").json()).containsEntry("detail",
                        "Expected no resource with the version in If-None-Match but found version \"1\".");
        assertThat(ana.get(path).json()).containsEntry("body", "Hi").containsEntry("version", 1L);
        ana.with("If-Match", "*").put(path, body).is(200);
    }

    @ParameterizedTest // E1
    @CsvSource({"a%2Fb, a/b", "%2F%2Fa%2F, //a/", "a%3Bb%3Dc, a;b=c", "100%25, 100%", "a%252Fb, a%2Fb", "a%5Cb, a\\b",
            "..%2Forganization, ../organization", "%252e%252e, %2e%2e", "a%20b%2Bc%3F%23%C3%BC, a b+c?#\u00fc"})
    void a_name_can_be_any_percent_encoded_text(String encoded, String name) {
        ana.put("/api/templates/" + encoded, "{\"body\": \"Hi\"}").is(201);

        assertThat(ana.get("/api/templates/" + encoded).is(200).json()).containsEntry("name", name);
        assertThat(ana.get("/api/templates").items()).singleElement()
                .satisfies(template -> assertThat(template).containsEntry("name", name));
        ana.post("/api/templates/" + encoded + "/preview", "{}").is(200);
        ana.delete("/api/templates/" + encoded).is(204);
    }

    @Test
    void an_invalid_template_is_rejected() {
        assertThat(ana.put("/api/templates/bad", """
                {"channel": "fax", "body": "Hi {{#name}}", "colour": "red"}""")
                .isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/channel", "/body", "/colour");
        ana.put("/api/templates/" + "x".repeat(201), "{\"body\": \"Hi\"}").isProblem(400,
                "urn:nudge:error:validation");
        ana.put("/api/templates/%20", "{\"body\": \"Hi\"}").isProblem(400, "urn:nudge:error:validation");
    }

    @Test // F6
    void a_template_of_whatsapp_is_saved_and_previewed_with_its_variables() {
        String template = """
                {"body": "Hi {{firstName}}", "contentSid": "HX0123456789abcdef0123456789abcdef",
                 "contentVariables": {"1": "{{firstName}}", "day": "{{day}}\\nat noon"}}""";

        assertThat(ana.put("/api/templates/hello", template).is(201).json()).containsAllEntriesOf(
                Json.object(template));
        assertThat(ana.get("/api/templates/hello").is(200).json()).containsAllEntriesOf(Json.object(template));
        ana.put("/api/templates/hello", ana.get("/api/templates/hello").text()).is(200);

        assertThat(ana.post("/api/templates/hello/preview",
                "{\"channel\": \"whatsapp\", \"lead\": {\"firstName\": \"Ana\"}}").is(200).json())
                .isEqualTo(Json.object("""
                        {"channel": "whatsapp", "body": "Hi Ana", "contentSid": "HX0123456789abcdef0123456789abcdef",
                         "contentVariables": {"1": "Ana", "day": " at noon"}, "unknownVariables": ["day"]}"""));
        assertThat(ana.post("/api/templates/hello/preview", "{\"channel\": \"sms\"}").is(200).json())
                .doesNotContainKeys("contentSid", "contentVariables");
    }

    @Test // F6
    void variables_of_whatsapp_are_validated_like_the_text() {
        assertThat(ana.put("/api/templates/bad", """
                {"body": "Hi", "contentSid": "HX1",
                 "contentVariables": {"1": "{{#name}}", "2": "", "a.b": "x", "3": 7}}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/contentSid",
                        "/contentVariables/1", "/contentVariables/2", "/contentVariables/a.b", "/contentVariables/3");
        assertThat(ana.put("/api/templates/bad", "{\"body\": \"Hi\", \"contentVariables\": {\"1\": \"x\"}}")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/contentVariables");
    }

    @Test
    void the_latest_version_is_published() {
        ana.put("/api/templates/follow-up-24h", "{\"body\": \"Hi {{firstName}}\"}").is(201);

        try (Topic published = new Topic(Topics.AUTOMATION_EVENTS)) {
            Awaitility.await("the template's event").untilAsserted(() -> {
                List<Map<String, Object>> events = List.copyOf(published.of(organization));
                assertThat(events).singleElement().satisfies(event -> {
                    assertThat(event).containsEntry("type", "template.changed").containsEntry("version", 1L);
                    assertThat(Json.object(event, "template")).containsEntry("name", "follow-up-24h")
                            .containsEntry("body", "Hi {{firstName}}").containsEntry("organizationId", organization);
                });
            });
        }
    }

    @Test
    void a_saved_template_is_read_by_name_and_304_if_unchanged() {
        ana.put("/api/templates/follow%20up", "{\"channel\": \"sms\", \"body\": \"Hi {{firstName}}\"}").is(201);

        Answer got = bob.get("/api/templates/follow%20up").is(200);

        assertThat(got.json()).containsEntry("name", "follow up").containsEntry("body", "Hi {{firstName}}")
                .containsEntry("version", 1L).doesNotContainKeys("_id", "organizationId", "pending", "deleted");
        assertThat(got.header("ETag")).startsWith("\"1-");
        assertThat(bob.with("If-None-Match", String.valueOf(got.header("ETag"))).get("/api/templates/follow%20up")
                .is(304).text()).isEmpty();
        ana.get("/api/templates/follow").isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void templates_are_listed_by_name_with_stable_pages() {
        for (String name : List.of("d", "b", "a", "c")) {
            ana.put("/api/templates/" + name, "{\"body\": \"Hi\"}").is(201);
        }
        ana.delete("/api/templates/c").is(204);
        Answer first = ana.get("/api/templates?limit=2").is(200);
        ana.put("/api/templates/aa", "{\"body\": \"Hi\"}").is(201);
        Answer second = ana.get("/api/templates?limit=2&cursor=" + first.json().get("nextCursor")).is(200);

        assertThat(first.items()).extracting(item -> item.get("name")).isEqualTo(List.of("a", "b"));
        assertThat(second.items()).extracting(item -> item.get("name")).isEqualTo(List.of("d"));
        assertThat(second.json()).containsEntry("nextCursor", null);
        assertThat(ana.get("/api/templates?colour=red&limit=0&cursor=x").isProblem(400, "urn:nudge:error:validation")
                .pointers()).containsExactlyInAnyOrder("/colour", "/limit", "/cursor");
    }

    @Test
    void templates_are_searched_by_the_start_of_their_name() {
        for (String name : List.of("follow-up-24h", "welcome", "follow-up-2h", "Follow")) {
            ana.put("/api/templates/" + name, "{\"body\": \"Hi\"}").is(201);
        }
        Answer first = ana.get("/api/templates?search=follow&limit=1").is(200);
        Answer second = ana.get("/api/templates?search=follow&cursor=" + first.json().get("nextCursor")).is(200);

        assertThat(first.items()).extracting(item -> item.get("name")).isEqualTo(List.of("follow-up-24h"));
        assertThat(second.items()).extracting(item -> item.get("name")).isEqualTo(List.of("follow-up-2h"));
        assertThat(ana.get("/api/templates?search=up").is(200).items()).isEmpty();
    }

    @Test
    void a_deleted_template_is_not_found_and_its_name_keeps_its_version_sequence() {
        ana.put("/api/templates/hello", "{\"body\": \"Hi\"}").is(201);
        ana.put("/api/templates/hello", "{\"body\": \"Hello\"}").is(200);
        ana.with("If-Match", "\"1\"").delete("/api/templates/hello").isProblem(412,
                "urn:nudge:error:stale-version");

        ana.with("If-Match", "\"2\"").delete("/api/templates/hello").is(204);

        ana.get("/api/templates/hello").isProblem(404, "urn:nudge:error:not-found");
        ana.delete("/api/templates/hello").isProblem(404, "urn:nudge:error:not-found");
        ana.post("/api/templates/hello/preview", "{}").isProblem(404, "urn:nudge:error:not-found");
        ana.with("If-Match", "\"3\"").put("/api/templates/hello", "{\"body\": \"Again\"}").isProblem(412,
                "urn:nudge:error:stale-version");
        assertThat(ana.get("/api/templates").items()).isEmpty();
        assertThat(ana.put("/api/templates/hello", "{\"body\": \"Again\"}").is(201).json())
                .containsEntry("version", 4L).containsEntry("body", "Again");
    }

    @Test
    void a_deletion_is_published_with_its_version() {
        ana.put("/api/templates/hello", "{\"body\": \"Hi\"}").is(201);
        ana.delete("/api/templates/hello").is(204);

        try (Topic published = new Topic(Topics.AUTOMATION_EVENTS)) {
            Awaitility.await("the deletion's event").untilAsserted(() -> assertThat(published.of(organization))
                    .last().satisfies(event -> {
                        assertThat(event).containsEntry("type", "template.deleted").containsEntry("name", "hello")
                                .containsEntry("version", 2L);
                        assertThat(ConfigurationChange.read(event).orThrow()).isNotNull();
                    }));
        }
    }

    @Test // F5
    void a_preview_contains_the_rendered_text_and_the_variables_without_a_value() {
        ana.put("/api/templates/offer",
                """
                {"channel": "email", "subject": "{{firstName}} & co", "body":
                 "Hi {{firstName}} {{lastNmae}}, {{#homes}}{{street}} in {{city.name}}, {{/homes}}{{^vip}}-{{/vip}}"}""");
        String lead = """
                {"lead": {"firstName": "A&B", "lastName": null, "homes": [{"street": "Rua A", "city": {"name": "Porto"}}]}}""";

        assertThat(ana.post("/api/templates/offer/preview", lead).is(200).json()).isEqualTo(Map.of("channel", "email",
                "subject", "A&B & co", "body", "Hi A&amp;B , Rua A in Porto, -", "unknownVariables",
                List.of("lastNmae", "vip")));
        assertThat(ana.post("/api/templates/offer/preview", lead.replace("{\"lead", "{\"channel\":\"sms\",\"lead"))
                .is(200).json()).containsEntry("body", "Hi A&B , Rua A in Porto, -").doesNotContainKey("subject");
        assertThat(ana.post("/api/templates/offer/preview", "{}").is(200).json()).containsEntry("unknownVariables",
                List.of("city.name", "firstName", "homes", "lastNmae", "street", "vip"));
    }

    @Test
    void a_template_that_is_not_saved_is_previewed_with_the_errors_of_its_fields() {
        assertThat(ana.post("/api/templates/draft/preview", """
                {"lead": {"firstName": "Ana"}, "template": {"channel": "sms", "body": "Hi {{firstName}}"}}""").is(200)
                .json()).containsEntry("body", "Hi Ana").containsEntry("segments", 1L);
        assertThat(ana.post("/api/templates/draft/preview", "{\"template\": {\"body\": \"Hi {{first name}}\"}}")
                .is(400).json().toString()).contains("/template/body");
        assertThat(ana.post("/api/templates/" + "x".repeat(201) + "/preview", "{\"template\": {\"body\": \"Hi\"}}")
                .is(400).json().toString()).contains("a template's name of 1 to 200 characters");
        ana.get("/api/templates/draft").isProblem(404, "urn:nudge:error:not-found");
    }

    @Test // F6
    void a_preview_reports_that_a_text_is_too_large() {
        ana.put("/api/templates/long", "{\"body\": \"{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}\", \"subject\": \"Hi\"}")
                .is(201);

        assertThat(ana.post("/api/templates/long/preview",
                "{\"channel\": \"email\", \"lead\": {\"l\": [" + "1,".repeat(999) + "1]}}").is(200).json())
                .isEqualTo(Map.of("channel", "email", "failure", "TEMPLATE_TOO_LARGE", "unknownVariables", List.of()));
    }

    @Test // F6
    void an_invalid_tag_is_rejected_and_quoted() {
        Answer refused = ana.put("/api/templates/bad",
                "{\"body\": \"Hi {{firstName, are you there?\", \"subject\": \"{{{{firstName}}}}\"}")
                .isProblem(400, "urn:nudge:error:validation");

        assertThat(refused.pointers()).containsExactlyInAnyOrder("/body", "/subject");
        assertThat(refused.text()).contains("the tag {{firstName, are you there? in line 1 is not closed");
    }

    @Test
    void all_errors_of_a_preview_are_reported_at_once() {
        ana.put("/api/templates/offer", "{\"body\": \"Hi\"}").is(201);

        assertThat(ana.post("/api/templates/offer/preview", """
                {"channel": "fax", "colour": "red", "lead": "Ana"}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/channel",
                        "/colour", "/lead");
        assertThat(ana.post("/api/templates/offer/preview", "{\"lead\": []}")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactly("/lead");
    }

    @Test // F6
    void a_preview_for_SMS_contains_the_encoding_and_the_segments() {
        ana.put("/api/templates/sms", "{\"body\": \"Hi {{firstName}}\"}").is(201);

        assertThat(ana.post("/api/templates/sms/preview", "{\"lead\": {\"firstName\": \"Ana\"}}").is(200).json())
                .containsEntry("encoding", "GSM-7").containsEntry("length", 6L).containsEntry("segments", 1L);
        assertThat(ana.post("/api/templates/sms/preview", "{\"lead\": {\"firstName\": \"" + "Я".repeat(70) + "\"}}")
                .is(200).json()).containsEntry("encoding", "UCS-2").containsEntry("length", 73L)
                .containsEntry("segments", 2L);
        assertThat(ana.post("/api/templates/sms/preview", "{\"channel\": \"email\"}").is(200).json())
                .doesNotContainKeys("encoding", "length", "segments");
    }

    @Test // N
    void a_preview_warns_of_what_it_ignores() {
        ana.put("/api/templates/offer", "{\"body\": \"Hi\"}").is(201);

        assertThat(Json.objects(ana.post("/api/templates/offer/preview",
                "{\"lead\": {\"firstName\": 7, \"tags\": 7, \"$where\": \"x\"}}").is(200).json(), "warnings"))
                .extracting(warning -> warning.get("code") + " " + warning.get("pointer"))
                .containsExactlyInAnyOrder("ATTRIBUTE_IGNORED /lead/tags", "ATTRIBUTE_IGNORED /lead/$where");
    }

    @Test // F6
    void names_that_no_known_lead_has_had_are_a_warning() {
        String template = """
                {"body": "{{firstName}} {{lastNmae}} {{lead.rooms}} {{city.name}} {{event.data.x}} {{lead.email}}",
                 "subject": "{{offer}}"}""";
        assertThat(ana.put("/api/templates/names", template).is(201).json()).as("without leads")
                .doesNotContainKey("warnings");
        lead("lead-1", new Document("rooms", 3).append("city", new Document("name", "Porto")));
        lead("lead-2", new Document("lastNmae", " "));

        Answer saved = ana.put("/api/templates/names", template).is(200);

        assertThat(Json.objects(saved.json(), "warnings"))
                .extracting(
                        warning -> warning.get("code") + " " + warning.get("pointer") + " " + warning.get("message"))
                .hasSize(2).anySatisfy(warning -> assertThat(warning).startsWith("UNKNOWN_NAME /body ")
                        .contains("\"lastNmae\""))
                .anySatisfy(warning -> assertThat(warning).startsWith("UNKNOWN_NAME /subject ").contains("\"offer\""));
        assertThat(ana.get("/api/templates/names").is(200).json()).doesNotContainKey("warnings");
        ana.put("/api/templates/names", saved.text()).is(200);
    }

    @Test // F6
    void a_text_of_more_than_10_SMS_segments_is_a_warning() {
        lead("lead-1", new Document("address", "x".repeat(1_400)));

        assertThat(
                ana.put("/api/templates/long", "{\"channel\": \"sms\", \"body\": \"Hi {{address}}\"}").is(201).json())
                .doesNotContainKey("warnings");
        Answer saved = ana.put("/api/templates/long",
                "{\"channel\": \"sms\", \"body\": \"Hi {{address}}" + "x".repeat(128) + "\"}").is(200);
        assertThat(Json.objects(saved.json(), "warnings")).singleElement().satisfies(warning -> assertThat(warning)
                .containsEntry("code", "SMS_SEGMENTS").containsEntry("pointer", "/body"));
        assertThat(ana.put("/api/templates/mail", "{\"channel\": \"email\", \"body\": \"" + "x".repeat(2_000) + "\"}")
                .is(201).json()).doesNotContainKey("warnings");
    }

    @Test // F6
    void a_text_that_is_too_large_for_a_known_lead_is_a_warning() {
        lead("lead-1", new Document("l", IntStream.rangeClosed(1, 1_000).boxed().toList()));
        store.getCollection("leads").insertOne(new Document("_id", organization + ":broken")
                .append("organizationId", organization).append("leadId", "broken").append("attributes", "none"));

        Answer saved = ana.put("/api/templates/nested", "{\"body\": \"{{#l}}{{#l}}{{#l}}{{/l}}{{/l}}{{/l}}\"}").is(201);

        assertThat(Json.objects(saved.json(), "warnings")).singleElement().satisfies(warning -> assertThat(warning)
                .containsEntry("code", "TEMPLATE_TOO_LARGE").containsEntry("pointer", "/body"));
    }

    private void lead(String id, Document attributes) {
        store.getCollection("leads").insertOne(new Document("_id", organization + ":" + id)
                .append("organizationId", organization).append("leadId", id)
                .append("createdAt", Date.from(Instant.EPOCH)).append("attributes", attributes));
    }

    @Test // F5
    void an_automation_with_a_missing_template_gets_a_warning() {
        String automation = Examples.followUpWith("targetStatuses", List.of("Contacted"));
        Answer created = ana.post("/api/automations", automation).is(201);
        String path = "/api/automations/" + created.automationId();

        assertThat(Json.objects(created.json(), "warnings")).singleElement().satisfies(warning -> assertThat(warning)
                .containsEntry("pointer", "/actions/sendMessage/0/template")
                .containsEntry("code", "TEMPLATE_MISSING").containsKey("message"));

        ana.put("/api/templates/follow-up-24h", "{\"body\": \"Hi\"}").is(201);
        assertThat(ana.put(path, automation).is(200).json()).doesNotContainKey("warnings");
        ana.delete("/api/templates/follow-up-24h").is(204);
        assertThat(ana.put(path, automation).is(200).json()).containsKey("warnings");
    }
}
