package dev.nudge.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** E1 to E3, E5 to E7: what an event says and which events count. */
class LeadEventRulesTest extends ModelStory {

    // ---- E1

    @ParameterizedTest // E1
    @CsvSource({"2026-04-22T09:14:00.000Z, 2026-04-22T09:14:00.000Z", "2026-04-22t09:14:00z, 2026-04-22T09:14:00.000Z",
            "2026-04-22 09:14:00+00:00, 2026-04-22T09:14:00.000Z",
            "2026-04-22T09:14:00-0200, 2026-04-22T11:14:00.000Z",
            "2026-04-22T09:14:00+02, 2026-04-22T07:14:00.000Z", "2026-04-22T09:14Z, 2026-04-22T09:14:00.000Z",
            "2026-04-22T09:14:00.123456789123Z, 2026-04-22T09:14:00.123Z",
            "2026-04-22T11:14:00+02:00[Europe/Paris], 2026-04-22T09:14:00.000Z",
            "'Wed, 22 Apr 2026 09:14:00 GMT', 2026-04-22T09:14:00.000Z",
            "'Wed, 22 Apr 2026 11:14:00 +0200', 2026-04-22T09:14:00.000Z",
            "1776849240, 2026-04-22T09:14:00.000Z", "1776849240123, 2026-04-22T09:14:00.123Z"})
    void occurred_at_is_read_in_these_spellings(String spelling, String instant) {
        now = Instant.parse("2026-04-22T12:00:00Z");
        automation();
        receive(updated(), "occurredAt", spelling);
        assertThat(conversation()).containsEntry("createdAt", instant);
        assertThat(notes()).isEmpty();
    }

    @Test // E1
    void epoch_numbers_below_a_hundred_thousand_million_are_seconds() {
        receive(updated(), "occurredAt", 1776849240L);
        assertThat(conversation()).containsEntry("createdAt", "2026-04-22T09:14:00.000Z");
        assertThat(Instants.occurredAt(99_999_999_999L)).isEqualTo(Instant.ofEpochSecond(99_999_999_999L));
        assertThat(Instants.occurredAt(100_000_000_000L)).isNull();
        assertThat(Instants.occurredAt(946_684_799L)).isNull();
        assertThat(Instants.occurredAt(946_684_800L)).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
    }

    @ParameterizedTest // E1, N
    @ValueSource(strings = {"yesterday", "2026-04-22T09:14:00", "2026-04-22", "1999-12-31T23:59:59Z", "85",
            "2026-04-22T25:00:00Z", "2026-02-30T10:00:00Z"})
    void anything_else_is_ignored_with_a_note(String spelling) {
        automation();
        receive(updated(), "occurredAt", spelling);
        assertThat(conversation()).containsEntry("createdAt", "2026-04-22T10:00:00.000Z");
        assertThat(lastDecision().get("notes"))
                .isEqualTo(List.of(object("note", "OCCURRED_AT_IGNORED", "field", "occurredAt")));
    }

    @Test // E1
    void without_occurred_at_or_with_a_later_one_the_records_timestamp_counts() {
        automation();
        receive(updated(), "occurredAt", "2030-01-01T00:00:00Z");
        assertThat(conversation()).containsEntry("createdAt", "2026-04-22T10:00:00.000Z");
        receive(inbound("hi"), "occurredAt", "");
        assertThat(conversation()).containsEntry("lastInboundAt", "2026-04-22T10:00:00.000Z");
        receive(updated(), "occurredAt", null);
        assertThat(notes()).isEmpty();
    }

    @Test // E1
    void ids_are_text_or_integers_and_the_type_minds_case() {
        receive(updated("city", "Porto"), "id", 17, "leadId", 4711);
        assertThat(model.lead("org-a", "4711")).isNotEmpty();
        automation("event", "Lead.Updated");
        receive(updated());
        assertThat(model.decisions()).isEmpty();
        assertThat(model.refused()).isEmpty();
    }

    @Test // E1, E4, E6, E10
    void what_cannot_be_understood_is_refused_and_changes_nothing() {
        receive(object("type", "Not a type"));
        receive(object("type", "x".repeat(129)));
        receive(updated(), "organizationId", "no spaces");
        receive(updated(), "organizationId", "o".repeat(65));
        receive(updated(), "id", null);
        receive(updated(), "id", "x".repeat(129));
        receive(updated(), "leadId", true);
        receive(object("type", "lead.updated", "data", "text"));
        receive(object("type", "status_change", "data", object("from", "New lead")));
        receive(object("type", "status_change", "data", object("to", " ")));
        receive(event("lead.merged"));
        receive(event("lead.merged", "into", "ana"));
        receive(updated("huge", new BigDecimal("1E+6145")));
        receive(updated("long", "x".repeat(256 * 1024)));
        assertThat(model.refused()).hasSize(14);
        assertThat(lead()).isEmpty();
    }

    @Test // E6
    void a_record_that_is_not_one_json_object_is_refused() {
        model.receiveText(now, "[1]");
        model.receiveText(now, "\"quoted\"");
        model.receiveText(now, "{\"id\":1,\"id\":2}");
        model.receiveText(now, "{} {}");
        assertThat(model.refused()).hasSize(4);
        model.receiveText(now, null);
        model.receiveText(now,
                "{\"id\":\"e\",\"type\":\"lead.updated\",\"organizationId\":\"org-a\",\"leadId\":\"ana\"}");
        assertThat(model.refused()).hasSize(4);
        assertThat(lead()).isNotEmpty();
    }

    // ---- E2

    @Test // E2
    void attributes_are_merged_and_null_removes_one() {
        receive(updated("status", "New lead", "city", "Porto", "timezone", "Europe/Lisbon"));
        receive(updated("city", null, "score", 7, "phone", 14155550100L, "tags", "hot, new ,"));
        assertThat(attributes()).containsOnly(Map.entry("status", "New lead"), Map.entry("timezone", "Europe/Lisbon"),
                Map.entry("score", 7), Map.entry("phone", "14155550100"), Map.entry("tags", List.of("hot", "new")));
    }

    @Test // E2, N
    void one_invalid_attribute_is_ignored_with_a_note_and_the_others_count() {
        automation();
        receive(updated("firstName", true, "tags", List.of(object("a", 1)), "$where", 1, "a.b", 1, "address",
                object("city", "Porto", "$x", 1, "deep", List.of(object("y.z", 1, "ok", 2))), "email", "a@b.c"));
        assertThat(attributes()).containsOnly(
                Map.entry("address", object("city", "Porto", "deep", List.of(object("ok", 2)))),
                Map.entry("email", "a@b.c"));
        assertThat(notes()).hasSize(6).containsOnly("ATTRIBUTE_IGNORED");
        assertThat(last()).isEqualTo("SKIPPED NO_ADDRESS");
    }

    @Test // E2, N
    void custom_attributes_over_the_limits_are_ignored_and_well_known_ones_are_not() {
        automation();
        Map<String, Object> many = updated("phone", PHONE);
        for (int index = 0; index <= 200; index++) {
            Values.object(many.get("lead")).put("extra" + index, index);
        }
        receive(many);
        assertThat(attributes()).containsOnlyKeys("phone");
        assertThat(notes()).containsExactly("ATTRIBUTES_FULL");
        assertThat(last()).isEqualTo("FIRED IMMEDIATE");
        receive(updated("notes", "x".repeat(65_536), "city", "Porto", "firstName", "Ana"));
        assertThat(attributes()).containsOnlyKeys("phone", "firstName");
        Object deep = 1;
        for (int level = 0; level < 40; level++) {
            deep = object("a", deep);
        }
        receive(updated("deep", deep));
        assertThat(attributes()).containsOnlyKeys("phone", "firstName");
    }

    @Test // E2
    void an_event_older_than_the_newest_attributes_only_adds_missing_ones() {
        receive(updated("city", "Porto", "firstName", " "), "occurredAt", "2026-04-22T09:00:00Z");
        receive(updated("city", "Faro", "firstName", "Ana", "score", 5), "occurredAt", "2026-04-22T08:59:59Z");
        receive(updated("city", null), "occurredAt", "2026-04-22T08:00:00Z");
        assertThat(attributes()).containsEntry("city", "Porto").containsEntry("firstName", "Ana").containsEntry("score",
                5);
        receive(updated("city", "Faro"), "occurredAt", "2026-04-22T09:00:00Z");
        assertThat(attributes()).containsEntry("city", "Faro");
    }

    @ParameterizedTest // E2, W2
    @CsvSource({"america/new_york, America/New_York", "'America/New York', America/New_York",
            "' Europe/Lisbon ', Europe/Lisbon", "'Eastern Standard Time', America/New_York",
            "'GMT Standard Time', Europe/London", "'Eastern Time (US & Canada)', America/New_York",
            "Kyiv, Europe/Kiev", "-05:00, -05:00", "UTC-5, -05:00", "GMT-0500, -05:00", "+0530, +05:30", "utc, UTC"})
    void a_timezone_is_read_in_these_spellings(String spelling, String zone) {
        receive(updated("timezone", spelling));
        assertThat(attributes()).containsEntry("timezone", zone);
    }

    @ParameterizedTest // E2, N
    @ValueSource(strings = {"Mars/Phobos", "", "EDT?", "UTC+25", "New York, NY"})
    void another_timezone_is_ignored_and_a_known_one_stays(String spelling) {
        automation();
        receive(updated("timezone", "Europe/Lisbon"));
        receive(updated("timezone", spelling));
        assertThat(attributes()).containsEntry("timezone", "Europe/Lisbon");
        assertThat(notes()).containsExactly("TIMEZONE_IGNORED");
        receive(updated("timezone", null));
        assertThat(attributes()).isEmpty();
    }

    // ---- E3

    @ParameterizedTest // E3
    @CsvSource(nullValues = "null", value = {"null, IMMEDIATE", "' ', IMMEDIATE", "INBOUND, IMMEDIATE",
            "' in ', IMMEDIATE", "incoming, IMMEDIATE", "0, IMMEDIATE", "outbound, NOT_INBOUND", "Out, NOT_INBOUND",
            "outgoing-api, NOT_INBOUND", "1, NOT_INBOUND", "sideways, DIRECTION_IGNORED", "2, DIRECTION_IGNORED",
            "true, DIRECTION_IGNORED"})
    void the_direction_is_read_tolerantly(@Nullable String direction, String reason) {
        automation("event", "message.received");
        knownLead();
        Object given = direction != null && direction.matches("[0-9]") ? Integer.valueOf(direction) : parsed(direction);
        receive(event("message.received", "direction", given, "body", "hi", "channel", "sms"));
        assertThat(lastDecision()).containsEntry("reason", reason);
        assertThat(notes()).isEqualTo(reason.equals("DIRECTION_IGNORED") ? List.of(reason) : List.of());
    }

    @Test // E3
    void an_unreadable_direction_counts_for_attributes_and_opt_outs_only() {
        timerAutomation(1, "event", "message.received");
        knownLead();
        receive(inbound("hi"));
        receive(event("message.received", "direction", "?", "body", "ok", "channel", "sms"), "lead",
                object("city", "Porto"));
        assertThat(attributes()).containsEntry("city", "Porto");
        assertThat(conversation()).containsEntry("inboundCount", 1);
        assertThat(model.waiting()).hasSize(1);
        receive(event("message.received", "direction", "?", "body", "START", "channel", "sms"));
        receive(event("message.received", "direction", "?", "body", "STOP", "channel", "sms"));
        assertThat(optedOut("phone")).isTrue();
        assertThat(model.waiting()).isEmpty();
        assertThat(EventReading.refusalOverHttp(event("message.received", "direction", "?"))).isNotNull();
        assertThat(EventReading.refusalOverHttp(event("message.received", "direction", "IN"))).isNull();
    }

    @Test // E3
    void a_message_of_this_engine_is_known_by_its_origin_or_its_message_id() {
        automation("event", "message.sent");
        knownLead();
        String id = "m-0123456789abcdef0123456789abcdef";
        receive(event("message.sent", "origin", "automation"));
        receive(event("message.sent", "messageId", id));
        receive(event("message.received", "direction", "outbound", "messageId", id));
        assertThat(answers()).containsOnly("SKIPPED OWN_MESSAGE");
        assertThat(conversation()).containsEntry("outboundCount", 0);
        receive(event("message.sent", "messageId", id + "0"));
        receive(event("message.sent", "messageId", "M-0123456789ABCDEF0123456789ABCDEF"));
        assertThat(conversation()).containsEntry("outboundCount", 2);
        assertThat(EventReading.refusalOverHttp(event("message.sent", "origin", "automation"))).isNotNull();
        assertThat(EventReading.refusalOverHttp(event("message.sent", "origin", "automation", "messageId", id)))
                .isNull();
    }

    @ParameterizedTest // E3
    @CsvSource({"' SMS ', sms", "text, sms", "MMS, sms", "rcs, sms", "Twilio, sms", "twilio_sms, sms",
            "WhatsApp Business, whatsapp", "mail, email", "Gmail, gmail", "work-email, email", "webhook, webhook",
            "WebChat, webchat"})
    void channels_are_read_tolerantly_and_other_names_are_kept(String given, String channel) {
        receive(event("message.received", "body", "hi", "channel", given));
        assertThat(conversation()).containsEntry("lastInboundChannel", channel);
    }

    @Test // E3, N
    void a_body_is_text_and_a_number_or_boolean_counts_as_its_text() {
        automation("event", "message.received");
        receive(event("message.received", "body", 5));
        assertThat(conversation()).containsEntry("lastInboundBody", "5");
        receive(event("message.received", "body", true));
        assertThat(conversation()).containsEntry("lastInboundBody", "true");
        assertThat(notes()).isEmpty();
        receive(event("message.received", "body", List.of("hi")));
        assertThat(conversation()).doesNotContainKey("lastInboundBody");
        assertThat(notes()).containsExactly("BODY_IGNORED");
    }

    // ---- E5, E7

    @Test // E5
    void a_repeated_id_changes_nothing_for_seven_days() {
        automation("event", "message.received");
        receive(inbound("hi"), "id", "same");
        pass(java.time.Duration.ofDays(7));
        receive(inbound("hi"), "id", "same");
        assertThat(model.decisions()).hasSize(1);
        pass(java.time.Duration.ofMillis(1));
        receive(inbound("hi"), "id", "same");
        assertThat(model.decisions()).hasSize(2);
        assertThat(conversation()).containsEntry("inboundCount", 2);
    }

    @Test // E5
    void a_lead_remembers_1024_ids_and_the_engines_own_messages_use_none() {
        receive(inbound("hi"), "id", "first");
        for (int index = 0; index < 1_023; index++) {
            receive(updated());
            receive(event("message.sent", "origin", "automation"));
        }
        receive(inbound("hi"), "id", "first");
        assertThat(conversation()).containsEntry("inboundCount", 1);
        receive(updated());
        receive(inbound("hi"), "id", "first");
        assertThat(conversation()).containsEntry("inboundCount", 2);
    }

    @Test // E7
    void now_is_the_records_timestamp_and_never_runs_backwards_for_a_lead() {
        automation("event", "message.received");
        receive(updated());
        now = now.minusSeconds(60);
        receive(inbound("hi"));
        assertThat(lastDecision()).containsEntry("at", "2026-04-22T10:00:00.000Z");
        assertThat(conversation()).containsEntry("lastInboundAt", "2026-04-22T09:59:00.000Z");
    }
}
