package dev.nudge.api.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.nudge.Topics;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.Topic;
import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.infrastructure.mongo.CollectionNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ApiTest
class OrganizationTest {

    private static final String PATH = "/api/organization";
    private static final String SETTINGS = """
            {"timezone": "Europe/Lisbon", "webhookUrl": "https://example.com/hook?team=1",
             "caps": {"perDay": 2, "perWeek": 5, "onExceeded": "defer"},
             "quietHours": [{"start": "21:00", "end": "08:00", "timezone": "Europe/Lisbon", "days": ["MON"]}],
             "holidays": ["2027-01-01", "12-25"], "maxEventAge": "36h", "ceilingPerHour": 3, "defaultRegion": "PT",
             "optOutWords": ["basta"], "optInWords": ["sim"],
             "channels": {"sms": {"provider": "log", "from": "+14155550000"}, "email": {}},
             "inbound": {"createLeads": true}}""";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client ada;
    private final Client eve;

    OrganizationTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.ada = api.admin("ada", organization);
        this.eve = api.admin("eve", Api.newOrganization());
    }

    @Test // W2
    void without_settings_the_defaults_are_returned_and_not_stored() {
        Answer got = ana.get(PATH).is(200);

        assertThat(got.json()).isEqualTo(Json.object("""
                {"_id": "%s", "timezone": "UTC", "webhookUrl": null,
                 "caps": {"perDay": null, "perWeek": null, "onExceeded": "drop"}, "quietHours": null,
                 "holidays": [], "maxEventAge": "7d", "ceilingPerHour": 10, "defaultRegion": null, "optOutWords": [],
                 "optInWords": [], "channels": {}, "inbound": {"createLeads": false},
                 "version": 1}""".formatted(organization)));
        assertThat(got.header("ETag")).startsWith("\"1-");
        assertThat(ana.with("If-None-Match", String.valueOf(got.header("ETag"))).get(PATH).is(304).text()).isEmpty();
        assertThat(store.getCollection("organizations").find(new Document("_id", organization)).first())
                .isEqualTo(new Document("_id", organization).append("version", 1));
    }

    @Test
    void an_admin_replaces_the_settings_and_every_member_can_read_them() {
        Answer replaced = ada.put(PATH, SETTINGS).is(200);

        Map<String, @Nullable Object> expected = new LinkedHashMap<>(Json.object(SETTINGS));
        expected.putAll(Map.of("_id", organization, "version", 2L));
        assertThat(replaced.json()).isEqualTo(expected);
        assertThat(replaced.header("ETag")).startsWith("\"2-");
        assertThat(ana.get(PATH).is(200).json()).isEqualTo(expected);
        assertThat(eve.get(PATH).is(200).json()).containsEntry("timezone", "UTC").containsEntry("webhookUrl", null);

        assertThat(ada.put(PATH, "{\"caps\": {\"perDay\": 1, \"perWeek\": null}}").is(200).json())
                .containsEntry("timezone", "UTC").containsEntry("quietHours", null).containsEntry("version", 3L)
                .containsEntry("caps", Json.object("""
                        {"perDay": 1, "perWeek": null, "onExceeded": "drop"}"""));
    }

    @Test
    void a_GET_response_can_be_changed_and_PUT() {
        Map<String, @Nullable Object> body = new LinkedHashMap<>(ada.get(PATH).json());
        body.put("timezone", "Asia/Tokyo");
        body.put("_id", "another");

        assertThat(ada.put(PATH, Json.text(body)).is(200).json()).containsEntry("timezone", "Asia/Tokyo")
                .containsEntry("_id", organization).containsEntry("version", 2L);
    }

    @Test // E8
    void the_age_of_events_can_be_unlimited() {
        assertThat(ada.put(PATH, "{\"maxEventAge\": null}").is(200).json()).containsEntry("maxEventAge", null);
        assertThat(ana.get(PATH).json()).containsEntry("maxEventAge", null);
        assertThat(ada.put(PATH, "{}").is(200).json()).containsEntry("maxEventAge", "7d");
    }

    @Test // W5
    void quiet_hours_can_be_sent_without_a_list() {
        assertThat(ada.put(PATH, "{\"quietHours\": {\"start\": \"21:00\", \"end\": \"08:00\"}}").is(200).json())
                .containsEntry("quietHours", List.of(Map.of("start", "21:00", "end", "08:00")))
                .doesNotContainKey("warnings");
    }

    @Test // D3
    void settings_under_which_nothing_is_ever_sent_get_a_warning() {
        Answer saved = ada.put(PATH, "{\"quietHours\": [{\"start\": \"00:00\", \"end\": \"24:00\"}]}").is(200);

        assertThat(Json.objects(saved.json(), "warnings")).singleElement().satisfies(warning -> assertThat(warning)
                .containsEntry("pointer", "/quietHours").containsEntry("code", "NO_OPENING"));
        assertThat(ana.get(PATH).is(200).json()).doesNotContainKey("warnings");
    }

    @Test
    void a_webhook_that_was_gone_is_used_again_after_the_settings_are_saved() {
        MongoCollection<Document> gone = store.getCollection(CollectionNames.GONE_WEBHOOKS);
        String ofAnother = Api.newOrganization() + ":https://example.com/hook";
        List<String> ids = List.of(organization + ":https://example.com/hook",
                organization + ":https://example.com/old",
                ofAnother);
        ids.forEach(id -> gone.insertOne(new Document("_id", id)));
        Bson those = Filters.in("_id", ids);

        ada.with("If-Match", "\"9\"").put(PATH, SETTINGS).is(412);
        assertThat(gone.find(those)).hasSize(3);
        ada.put(PATH, SETTINGS).is(200);

        assertThat(gone.find(those)).containsExactly(new Document("_id", ofAnother));
    }

    @Test
    void only_an_admin_can_change_settings() {
        ana.put(PATH, SETTINGS).isProblem(403, "urn:nudge:error:forbidden");
        ana.put(PATH, "{\"colour\": \"red\"}").isProblem(403, "urn:nudge:error:forbidden");

        assertThat(ana.get(PATH).json()).containsEntry("version", 1L);
    }

    @Test
    void one_of_many_concurrent_writers_with_the_same_version_succeeds() {
        List<Integer> statuses = IntStream.range(0, 6).parallel()
                .mapToObj(i -> ada.with("If-Match", "\"1\"").put(PATH, SETTINGS).status()).sorted().toList();

        assertThat(statuses).containsExactly(200, 412, 412, 412, 412, 412);
        IntStream.range(0, 6).parallel().forEach(i -> ada.put(PATH, SETTINGS).is(200));
        assertThat(ana.get(PATH).json()).containsEntry("version", 8L);
    }

    @Test
    void all_errors_are_reported_at_once() {
        assertThat(ada.put(PATH, """
                {"timezone": "Olympus", "webhookUrl": "hook", "colour": "red", "maxEventAge": "a week",
                 "ceilingPerHour": 0, "holidays": ["2027-02-30", "12-25"], "defaultRegion": "Lisbon",
                 "optOutWords": ["", 7], "optInWords": "sim",
                 "caps": {"perDay": 0, "perWeek": 1.5, "perYear": 7, "onExceeded": "explode"},
                 "quietHours": [{"start": "9", "timezone": "-05:00"}, {"start": "21:00", "end": "08:00"}],
                 "channels": {"fax": {}, "sms": {"provider": 7, "token": "secret"}, "email": []},
                 "inbound": {"createLeads": "yes", "createUsers": true}}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/timezone",
                        "/webhookUrl", "/colour", "/caps/perDay", "/caps/perWeek", "/caps/perYear",
                        "/caps/onExceeded", "/quietHours/0/start", "/quietHours/0/end", "/quietHours/0/timezone",
                        "/maxEventAge", "/ceilingPerHour", "/holidays/0", "/defaultRegion", "/optOutWords/0",
                        "/optOutWords/1", "/optInWords",
                        "/channels/fax", "/channels/sms/provider", "/channels/sms/token", "/channels/email",
                        "/inbound/createLeads", "/inbound/createUsers");
        assertThat(ada.put(PATH, "{\"quietHours\": {\"start\": \"09:00\", \"end\": \"09:00\"}, \"timezone\": 7}")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/quietHours/end",
                        "/timezone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/hook", "https://", "https:///hook", "https://ana:secret@example.com/",
            "/hook", "https://exa mple.com", "javascript:alert(1)"})
    void a_webhook_is_an_HTTP_URL_without_a_password(String url) {
        assertThat(ada.put(PATH, Json.text(Map.of("webhookUrl", url))).isProblem(400, "urn:nudge:error:validation")
                .pointers()).containsExactly("/webhookUrl");
    }

    @Test
    void a_channel_has_providers_in_order_and_a_sender() {
        String channels = """
                {"sms": {"providers": ["twilio", "log"], "from": "Acme 24"},
                 "whatsapp": {"provider": "twilio", "messagingServiceSid": "MG0123456789abcdef0123456789abcdef"},
                 "email": {"providers": ["smtp"], "from": "\\"Acme, Inc.\\" <hello@example.com>",
                           "unsubscribeMailto": "unsubscribe@example.com"},
                 "webhook": {"providers": ["hook", "log"]}}""";

        assertThat(ada.put(PATH, "{\"channels\": " + channels + "}").is(200).json())
                .containsEntry("channels", Json.object(channels));
    }

    @Test
    void a_provider_exists_and_serves_the_channel() {
        assertThat(ada.put(PATH, """
                {"channels": {"sms": {"providers": ["log", "smtp", "nowhere"]}, "email": {"provider": "twilio"},
                 "whatsapp": {"providers": ["log", "log"]}, "webhook": {"provider": "log", "providers": ["hook"]}}}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder(
                        "/channels/sms/providers/1", "/channels/sms/providers/2", "/channels/email/provider",
                        "/channels/whatsapp/providers/1", "/channels/webhook/provider");
        assertThat(ada.put(PATH, "{\"channels\": {\"email\": {\"provider\": \"twilio\"}}}").json().get("detail"))
                .isEqualTo("Expected a provider of the channel email, one of log, smtp, but found the text"
                        + " \"twilio\".");
    }

    @Test
    void a_sender_is_valid_on_its_channel() {
        assertThat(ada.put(PATH, """
                {"channels": {"sms": {"from": "An id that is too long", "messagingServiceSid": "MG1"},
                 "whatsapp": {"from": "Acme", "unsubscribeMailto": "ana@example.com"},
                 "email": {"from": "Acme, Inc. <hello@example.com>", "unsubscribeMailto": "nobody",
                           "messagingServiceSid": "MG0123456789abcdef0123456789abcdef"},
                 "webhook": {"from": "+14155550199"}}}""").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/channels/sms/from", "/channels/sms/messagingServiceSid",
                        "/channels/whatsapp/from", "/channels/whatsapp/unsubscribeMailto", "/channels/email/from",
                        "/channels/email/unsubscribeMailto", "/channels/email/messagingServiceSid",
                        "/channels/webhook/from");
    }

    @Test
    void a_change_is_published_in_the_engines_format() {
        ada.put(PATH, SETTINGS).is(200);

        try (Topic published = new Topic(Topics.AUTOMATION_EVENTS)) {
            await("the organization's event").untilAsserted(() -> assertThat(published.of(organization))
                    .singleElement().satisfies(event -> {
                        assertThat(event).containsEntry("type", "organization.changed").containsEntry("version", 2L);
                        assertThat(Json.object(event, "organization")).containsEntry("timezone", "Europe/Lisbon")
                                .containsEntry("_id", organization).doesNotContainKey("pending");
                        assertThat(ConfigurationChange.read(event).orThrow()).isNotNull();
                    }));
        }
        await("the markers to be removed").untilAsserted(() -> assertThat(store.getCollection("organizations")
                .find(new Document("_id", organization)).first()).isNotNull().doesNotContainKey("pending"));
    }
}
