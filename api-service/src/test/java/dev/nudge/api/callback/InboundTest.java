package dev.nudge.api.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.Address;
import dev.nudge.address.AddressKind;
import dev.nudge.api.support.Answer;
import dev.nudge.api.support.Answer.Json;
import dev.nudge.api.support.Api;
import dev.nudge.api.support.ApiTest;
import dev.nudge.api.support.Client;
import dev.nudge.api.support.TestProviders;
import dev.nudge.infrastructure.suppression.Suppressions;
import dev.nudge.infrastructure.suppression.Suppressions.Source;
import dev.nudge.lead.Suppression;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Messages that Twilio forwards (E3, F4). */
@ApiTest
class InboundTest {

    private static final String PHONE = "+14155550100";

    private final Callbacks callbacks;
    private final Client ana;
    private final Client ada;

    InboundTest(@Autowired Api api, @Autowired MongoTemplate store) {
        this.callbacks = new Callbacks(api, store, Api.newOrganization());
        this.ana = api.member("ana", callbacks.organization());
        this.ada = api.admin("ada", callbacks.organization());
    }

    @BeforeEach
    void createOrganization() {
        ada.get("/api/organization").is(200);
    }

    private Answer receive(Map<String, String> form) {
        return callbacks.twilio(callbacks.inboundPath(), form);
    }

    @Test
    void every_lead_with_the_number_gets_the_message_and_twilio_an_empty_answer() {
        ada.put("/api/organization", "{\"defaultRegion\": \"US\"}").is(200);
        callbacks.lead("lead-1", "phone", PHONE, "phone:" + PHONE);
        callbacks.lead("lead-2", "phone", "(415) 555-0100", "phone:4155550100");
        callbacks.lead("lead-3", "phone", "+14155550101", "phone:+14155550101");
        Map<String, String> form = Callbacks.sms("SM1", PHONE, "Is it still available?");
        form.put("NumMedia", "2");
        form.put("MediaUrl0", "https://api.twilio.com/media/1");
        form.put("MediaUrl1", "https://api.twilio.com/media/2");

        Answer answer = receive(form).is(200);

        assertThat(answer.header("Content-Type")).startsWith("text/xml");
        assertThat(answer.text()).isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
        assertThat(callbacks.events()).hasSize(2).allSatisfy(event -> assertThat(event)
                .containsEntry("id", "twilio-SM1").containsEntry("type", "message.received")
                .doesNotContainKeys("lead", "occurredAt")
                .containsEntry("data", Json.object("""
                        {"direction": "inbound", "from": "+14155550100", "channel": "sms",
                         "body": "Is it still available?", "to": "+14155550199", "providerId": "SM1",
                         "attachments": ["https://api.twilio.com/media/1", "https://api.twilio.com/media/2"]}""")))
                .extracting(event -> event.get("leadId")).containsExactlyInAnyOrder("lead-1", "lead-2");
        assertThat(ana.get("/api/unmatched-messages").is(200).items()).isEmpty();
    }

    @Test
    void whatsapp_and_the_opt_out_type_are_passed_on() {
        callbacks.lead("lead-1", "phone", PHONE, "phone:" + PHONE);
        Map<String, String> form = Callbacks.sms("SM1", "whatsapp:" + PHONE, "Arrêtez");
        form.put("OptOutType", "STOP");
        form.put("ProfileName", "Ana");

        receive(form).is(200);

        assertThat(callbacks.events()).singleElement().satisfies(event -> assertThat(Json.object(event, "data"))
                .containsEntry("channel", "whatsapp").containsEntry("from", PHONE).containsEntry("optOutType", "STOP"));
    }

    @Test
    void a_replayed_callback_has_the_same_events() {
        callbacks.lead("lead-1", "phone", PHONE, "phone:" + PHONE);

        receive(Callbacks.sms("SM1", PHONE, "Hi")).is(200);
        receive(Callbacks.sms("SM1", PHONE, "Hi")).is(200);

        assertThat(callbacks.events()).hasSize(2).extracting(event -> event.get("id")).containsOnly("twilio-SM1");
    }

    @Test
    void a_message_of_an_unknown_number_is_kept_for_people_to_read() {
        receive(Callbacks.sms("SM1", "+1 (415) 555-0100", "Who are you?")).is(200);
        receive(Callbacks.sms("SM2", "22395", "A short code")).is(200);
        receive(Callbacks.sms("SM2", "22395", "A short code")).is(200);

        Answer first = ana.get("/api/unmatched-messages?limit=1").is(200);
        assertThat(first.items()).singleElement().satisfies(message -> assertThat(message)
                .containsEntry("id", "twilio-SM2").containsEntry("from", "22395"));
        Answer second = ana.get("/api/unmatched-messages?limit=1&cursor=" + first.json().get("nextCursor")).is(200);
        assertThat(second.items()).singleElement().satisfies(message -> assertThat(message)
                .containsEntry("id", "twilio-SM1").containsEntry("from", PHONE).containsEntry("channel", "sms")
                .containsEntry("body", "Who are you?").containsEntry("to", "+14155550199")
                .containsEntry("subject", null).containsEntry("attachments", null));
        assertThat(second.json()).containsEntry("nextCursor", null);
        assertThat(callbacks.events()).isEmpty();
        assertThat(callbacks.api().admin("eve", Api.newOrganization()).get("/api/unmatched-messages").is(200).items())
                .isEmpty();
    }

    @Test
    void a_message_of_an_unknown_number_makes_a_lead_if_the_organization_wants_that() {
        ada.put("/api/organization", "{\"inbound\": {\"createLeads\": true}}").is(200);

        receive(Callbacks.sms("SM1", PHONE, "Hi")).is(200);
        receive(Callbacks.sms("SM2", "whatsapp:" + PHONE, "Me again")).is(200);

        assertThat(callbacks.events()).hasSize(2).allSatisfy(event -> assertThat(event)
                .containsEntry("lead", Map.of("phone", PHONE)));
        String leadId = String.valueOf(callbacks.events().getFirst().get("leadId"));
        assertThat(leadId).matches("phone-[0-9a-f]{32}").isEqualTo(callbacks.events().getLast().get("leadId"));
        assertThat(ana.get("/api/unmatched-messages").is(200).items()).isEmpty();

        callbacks.lead(leadId, "phone", "+14155550101", "phone:+14155550101");
        receive(Callbacks.sms("SM3", PHONE, "From my old number")).is(200);
        assertThat(callbacks.events().getLast()).as("the lead keeps its new number").containsEntry("leadId", leadId)
                .doesNotContainKey("lead");
    }

    @Test // F4
    void STOP_of_an_unknown_number_suppresses_it_and_START_lifts_that() {
        receive(Callbacks.sms("SM1", PHONE, "Stop, please!")).is(200);

        assertThat(callbacks.suppression("phone:" + PHONE)).containsEntry("suppressed", true)
                .containsEntry("source", "LEAD").containsEntry("by", null);
        assertThat(ana.get("/api/suppressions").is(200).items()).hasSize(1);

        receive(Callbacks.sms("SM2", PHONE, "START")).is(200);
        assertThat(callbacks.suppression("phone:" + PHONE)).containsEntry("suppressed", false);

        receive(Callbacks.sms("SM1", PHONE, "Stop, please!")).is(200);
        assertThat(callbacks.suppression("phone:" + PHONE)).as("an older opt-out that is forwarded again")
                .containsEntry("suppressed", false);
    }

    @Test // F4: the engine may process the event of the lead much later
    void STOP_of_a_known_number_suppresses_it_at_once_and_once() {
        callbacks.lead("lead-1", "phone", PHONE, "phone:" + PHONE);

        receive(Callbacks.sms("SM1", PHONE, "STOP")).is(200);

        assertThat(callbacks.events()).hasSize(1);
        assertThat(callbacks.suppression("phone:" + PHONE)).containsEntry("suppressed", true)
                .containsEntry("source", "LEAD");
        new Suppressions(callbacks.store().getDb()).record(callbacks.organization(), new Suppression(
                Address.of(AddressKind.PHONE, PHONE, null).orElseThrow(), false, Instant.now().plusSeconds(1), null),
                Source.LEAD);
        receive(Callbacks.sms("SM1", PHONE, "STOP")).is(200);
        assertThat(callbacks.suppression("phone:" + PHONE)).as("a message that is forwarded again, after START")
                .containsEntry("suppressed", false);
    }

    @Test
    void the_body_of_a_gateway_that_is_no_JSON_is_refused_with_the_position_and_the_reason() {
        assertThat(callbacks.webhook("w-1", "{\"type\": \"message.received\", \"type\": \"message.received\"}")
                .isProblem(400, "urn:nudge:error:validation").text()).contains("each name once");
    }

    @Test // F4
    void other_words_and_opt_ins_of_other_channels_change_nothing() {
        Suppressions suppressions = new Suppressions(callbacks.store().getDb());
        suppressions.record(callbacks.organization(), new Suppression(Address.of(AddressKind.PHONE, PHONE, null)
                .orElseThrow(), true, Instant.now().minusSeconds(1), null), Source.LEAD);

        receive(Callbacks.sms("SM1", PHONE, "When do we start?")).is(200);
        callbacks
                .webhook("w-1",
                        """
                {"type": "message.received", "data": {"channel": "email", "from": "ana@example.com", "body": "START"}}""")
                .is(204);

        assertThat(callbacks.suppression("phone:" + PHONE)).containsEntry("suppressed", true);
    }

    @Test // F4
    void the_organizations_own_words_and_the_type_that_twilio_gives_count() {
        ada.put("/api/organization", "{\"optOutWords\": [\"basta\"]}").is(200);
        Map<String, String> typed = Callbacks.sms("SM2", "+14155550102", "Whatever");
        typed.put("OptOutType", "STOP");

        receive(Callbacks.sms("SM1", "whatsapp:+14155550101", "basta")).is(200);
        receive(typed).is(200);

        assertThat(callbacks.suppression("phone:+14155550101")).containsEntry("suppressed", true);
        assertThat(callbacks.suppression("phone:+14155550102")).containsEntry("suppressed", true);
    }

    @Test
    void a_wrong_signature_or_organization_is_refused() {
        Map<String, String> form = Callbacks.sms("SM1", PHONE, "STOP");
        String foreign = "/callbacks/twilio/" + Api.newOrganization() + "/inbound";

        callbacks.twilio(callbacks.inboundPath(), form, "AAAA").isProblem(403, "urn:nudge:error:forbidden");
        callbacks.twilio(callbacks.inboundPath(), form,
                Callbacks.signature(TestProviders.TOKEN, TestProviders.PUBLIC_URL + foreign, form))
                .isProblem(403, "urn:nudge:error:forbidden");
        callbacks.twilio(foreign, form).isProblem(404, "urn:nudge:error:not-found");
        form.remove("From");
        receive(form).isProblem(400, "urn:nudge:error:validation");

        assertThat(callbacks.events()).isEmpty();
        assertThat(callbacks.suppression("phone:" + PHONE)).isNull();
        assertThat(callbacks.store().getCollection("unmatchedMessages")
                .countDocuments(new Document("organizationId", callbacks.organization()))).isZero();
    }

    @Test
    void a_gateways_messages_find_leads_by_phone_and_by_email() {
        callbacks.lead("lead-1", "email", "Ana@Example.com", "email:ana@example.com");
        callbacks.lead("lead-2", "phone", PHONE, "phone:" + PHONE);

        callbacks.webhook("w-1", """
                {"type": "message.received", "timestamp": "2026-04-22T10:14:00Z", "data": {"id": "<1@example.com>",
                 "channel": "email", "from": "ANA@example.com", "to": "sales@example.com", "subject": "Re: Hello",
                 "body": "Yes", "automatic": false, "attachments": ["https://example.com/a.pdf"]}}""").is(204);
        callbacks.webhook("w-2", """
                {"type": "message.received", "data": {"channel": "sms", "from": "+14155550100",
                 "occurredAt": "2026-04-22T10:15:00+02:00"}}""").is(204);
        callbacks.webhook("w-2", """
                {"type": "message.received", "data": {"channel": "sms", "from": "+14155550100",
                 "occurredAt": "2026-04-22T10:15:00+02:00"}}""").is(204);

        assertThat(callbacks.events()).filteredOn(event -> "lead-1".equals(event.get("leadId"))).singleElement()
                .satisfies(event -> {
                    assertThat(event).containsEntry("occurredAt", "2026-04-22T10:14:00.000Z");
                    assertThat(Json.object(event, "data")).containsEntry("channel", "email")
                            .containsEntry("from", "ANA@example.com").containsEntry("subject", "Re: Hello")
                            .containsEntry("providerId", "<1@example.com>").containsEntry("automatic", false)
                            .containsEntry("attachments", List.of("https://example.com/a.pdf"));
                });
        assertThat(callbacks.events()).filteredOn(event -> "lead-2".equals(event.get("leadId"))).hasSize(2)
                .allSatisfy(event -> assertThat(event).containsEntry("occurredAt", "2026-04-22T08:15:00.000Z"))
                .extracting(event -> event.get("id")).as("repeated with the same id").containsOnly(
                        callbacks.events().getLast().get("id"));
    }

    @Test
    void a_gateways_unsubscribing_mail_of_an_unknown_sender_suppresses_the_address() {
        callbacks.webhook("w-1", """
                {"type": "message.received", "data": {"channel": "email", "from": "Bob@example.com",
                 "subject": "unsubscribe", "automatic": true}}""").is(204);

        assertThat(callbacks.suppression("email:bob@example.com")).containsEntry("suppressed", true);
        assertThat(ana.get("/api/unmatched-messages").is(200).items()).singleElement().satisfies(
                message -> assertThat(message).containsEntry("subject", "unsubscribe").containsEntry("body", null));
    }

    @Test
    void a_gateway_reports_what_became_of_a_message() {
        String failed = """
                {"type": "message.status", "data": {"messageId": "m-1", "leadId": "lead-1", "state": "FAILED",
                 "code": "550", "text": "No such mailbox", "occurredAt": "2026-04-22T10:14:00Z"}}""";
        callbacks.webhook("w-1", failed).is(204);
        callbacks.webhook("w-1", failed).is(204);

        assertThat(callbacks.reports()).hasSize(2).allSatisfy(report -> assertThat(report).isEqualTo(Json.object("""
                {"organizationId": "%s", "messageId": "m-1", "leadId": "lead-1", "provider": "gateway",
                 "providerId": null, "state": "FAILED", "code": "550", "text": "No such mailbox",
                 "at": "2026-04-22T10:14:00.000Z"}""".formatted(callbacks.organization()))));
    }

    @Test
    void errors_of_a_gateway_are_reported_at_once_with_pointers() {
        assertThat(callbacks.webhook("w-1", """
                {"type": "message.received", "id": 1, "timestamp": "noon", "data": {"channel": "fax", "body": 7,
                 "occurredAt": 7, "automatic": "yes", "attachments": [1], "direction": "outbound", "id": ".."}}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/id",
                        "/timestamp", "/data/channel", "/data/from", "/data/body", "/data/occurredAt",
                        "/data/automatic", "/data/attachments/0", "/data/direction", "/data/id");
        assertThat(callbacks.webhook("w-1", """
                {"type": "message.status", "data": {"state": "QUEUED", "leadId": "..", "text": 7}}""")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/data/state",
                        "/data/messageId", "/data/leadId", "/data/text");
        assertThat(callbacks.webhook("w-1", "{\"type\": \"message.read\"}")
                .isProblem(400, "urn:nudge:error:validation").pointers()).containsExactlyInAnyOrder("/type", "/data");
        assertThat(callbacks.webhook("w-1", "{}").isProblem(400, "urn:nudge:error:validation").pointers())
                .containsExactlyInAnyOrder("/type", "/data");
        callbacks.webhook("w-1", "no JSON").isProblem(400, "urn:nudge:error:validation");
        callbacks.webhook("w-1", "[]").isProblem(400, "urn:nudge:error:validation");
        callbacks.webhook("w-1", " ".repeat(256 * 1024 + 1)).isProblem(413, "urn:nudge:error:too-large");
    }

    @Test
    void a_gateways_wrong_signature_or_old_request_is_refused() {
        String json = "{\"type\": \"message.received\", \"data\": {\"channel\": \"sms\", \"from\": \"+14155550100\"}}";

        callbacks.webhook("w-1", Instant.now(), json, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
                .isProblem(403, "urn:nudge:error:forbidden");
        callbacks.webhook("w-1", Instant.now().minus(Duration.ofMinutes(6)), json, TestProviders.WEBHOOK_SECRET)
                .isProblem(403, "urn:nudge:error:forbidden");
        callbacks.api().anonymous().post("/callbacks/webhook/" + callbacks.organization(), json)
                .isProblem(403, "urn:nudge:error:forbidden");
        assertThat(ana.get("/api/unmatched-messages").is(200).items()).isEmpty();
    }
}
