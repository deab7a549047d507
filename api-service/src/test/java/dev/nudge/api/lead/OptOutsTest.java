package dev.nudge.api.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.Topics;
import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.TestServers;
import dev.nudge.api.support.Topic;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.lead.Suppression;
import dev.nudge.testsupport.EmbeddedServersOnly;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** A user opts a lead out of a channel and in again (F4); the tests of the core cover the effect. */
@ApiTest
class OptOutsTest {

    private static final String SMS = "/api/leads/lead-7/opt-outs/sms";

    private final String organization = Api.newOrganization();
    private final MongoTemplate store;
    private final Client ana;
    private final Client ada;
    private final Client eve;

    OptOutsTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.store = store;
        this.ana = api.member("ana", organization);
        this.ada = api.admin("ada", organization);
        this.eve = api.admin("ana", Api.newOrganization());
    }

    @BeforeEach
    void insertLead() {
        store.getCollection("leads").insertOne(new Document("_id", organization + ":lead-7")
                .append("createdAt", Date.from(Instant.EPOCH)).append("lastNow", Date.from(Instant.EPOCH))
                .append("organizationId", organization)
                .append("leadId", "lead-7"));
    }

    @ParameterizedTest
    @CsvSource({"PUT, lead.opted_out, sms, phone", "PUT, lead.opted_out, whatsapp, phone",
            "PUT, lead.opted_out, phone, phone", "PUT, lead.opted_out, email, email",
            "DELETE, lead.opted_in, sms, phone", "DELETE, lead.opted_in, email, email"})
    void an_opt_out_becomes_an_event_that_names_the_user(String method, String type, String channel, String kind) {
        Answer accepted = ana.send(method, "/api/leads/lead-7/opt-outs/" + channel, BodyPublishers.noBody()).is(202);

        ConsumerRecord<String, String> record = records().getFirst();
        assertThat(record.key()).isEqualTo("lead-7");
        assertThat(Json.object(record.value())).isEqualTo(Json.object("""
                {"id": "%s", "type": "%s", "organizationId": "%s", "leadId": "lead-7",
                 "data": {"channel": "%s", "by": "ana"}}"""
                .formatted(accepted.json().get("eventId"), type, organization, kind)));
        LeadEvent event = LeadEventReader.read(Json.object(record.value())).orThrow();
        assertThat(event.type()).isEqualTo(type);
    }

    @Test // F4
    void messages_to_the_webhook_have_no_opt_out() {
        assertThat(ana.put("/api/leads/lead-7/opt-outs/webhook", "").isProblem(404, "urn:nudge:error:not-found").json()
                .get("detail")).asString().contains("webhook");
    }

    @Test
    void only_an_admin_with_a_reason_lifts_what_the_lead_sent() {
        store.getCollection("leads").updateOne(new Document("_id", organization + ":lead-7"),
                new Document("$set", new Document("consents", new Document("phone", new Document("optedOut", true)
                        .append("at", Date.from(Instant.EPOCH))))));

        ana.delete(SMS + "?reason=asked").isProblem(403, "urn:nudge:error:forbidden");
        assertThat(ada.delete(SMS).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/reason");
        ana.delete("/api/leads/lead-7/opt-outs/email").is(202);
        ada.delete(SMS + "?reason=asked%20by%20phone").is(202);
        ada.send("DELETE", SMS, BodyPublishers.ofString("{\"reason\": \"asked again\"}")).is(202);

        assertThat(records()).extracting(record -> Json.object(Json.object(record.value()), "data"))
                .containsExactly(Map.of("channel", "email", "by", "ana"),
                        Map.of("channel", "phone", "by", "ada", "reason", "asked by phone"),
                        Map.of("channel", "phone", "by", "ada", "reason", "asked again"));
    }

    @Test
    void what_another_lead_with_the_address_sent_is_lifted_by_an_admin_too() {
        store.getCollection("leads").updateOne(new Document("_id", organization + ":lead-7"),
                new Document("$set", new Document("attributes", new Document("phone", "+1 415 555 0100"))));
        Address address = Address.of(AddressKind.PHONE, "+14155550100", null).orElseThrow();
        new Suppressions(store.getDb()).record(organization, new Suppression(address, true, Instant.EPOCH, null),
                Source.LEAD);

        ana.delete(SMS + "?reason=asked").isProblem(403, "urn:nudge:error:forbidden");
        assertThat(ada.delete(SMS).isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("/reason");
        ana.delete("/api/leads/lead-7/opt-outs/email").is(202);
        ada.delete(SMS + "?reason=asked").is(202);
    }

    @Test
    void a_repeated_request_is_another_event() {
        ana.put(SMS, "").is(202);
        ana.put(SMS, "").is(202);

        assertThat(records()).extracting(record -> Json.object(record.value()).get("id")).hasSize(2)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE"})
    void a_lead_of_another_organization_is_not_found(String method) {
        eve.send(method, SMS, BodyPublishers.noBody()).isProblem(404, "urn:nudge:error:not-found");
        eve.send(method, SMS + "?colour=red", BodyPublishers.ofString("{}")).isProblem(404,
                "urn:nudge:error:not-found");
        assertThat(records()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/leads/unknown/opt-outs/sms", "/api/leads/lead-7/opt-outs/fax",
            "/api/leads/lead-7/opt-outs/SMS", "/api/leads/$where/opt-outs/sms", "/api/leads/a.b/opt-outs/sms"})
    void an_unknown_lead_or_channel_is_not_found(String path) {
        ana.put(path, "").isProblem(404, "urn:nudge:error:not-found");
        ana.delete(path).isProblem(404, "urn:nudge:error:not-found");
    }

    @Test
    void unsupported_parameters_and_bodies_are_rejected() {
        assertThat(ana.put(SMS + "?by=eve&limit=5", "").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/by", "/limit");
        assertThat(ana.put(SMS, "{\"by\": \"eve\"}").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactly("");
        assertThat(records()).isEmpty();
    }

    @Test
    void other_methods_are_not_allowed() {
        ana.get(SMS).isProblem(405, "urn:nudge:error:method-not-allowed");
        ana.post(SMS, "{}").isProblem(405, "urn:nudge:error:method-not-allowed");
    }

    @Test
    @EmbeddedServersOnly("It stops and starts the broker.")
    void without_kafka_requests_are_answered_503() {
        TestServers.stopKafka();
        try {
            ana.put(SMS, "").isProblem(503, "urn:nudge:error:unavailable");
        } finally {
            TestServers.startKafkaAgain();
        }
    }

    /** The records of this test's organization. */
    private List<ConsumerRecord<String, String>> records() {
        try (Topic events = new Topic(Topics.LEAD_EVENTS)) {
            return events.toTheEnd().stream().filter(record -> Objects.equals(organizationOf(record), organization))
                    .toList();
        }
    }

    private static Object organizationOf(ConsumerRecord<String, String> record) {
        Map<String, ?> json = Json.object(record.value());
        return String.valueOf(json.get("organizationId"));
    }
}
