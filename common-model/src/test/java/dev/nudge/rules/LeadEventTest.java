package dev.nudge.rules;

import static dev.nudge.decision.Reason.IMMEDIATE;
import static dev.nudge.decision.Reason.KEYWORD;
import static dev.nudge.decision.Reason.NO_TRANSITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.AddressKind;
import dev.nudge.decision.Decider;
import dev.nudge.decision.Verdict;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadEventReader;
import dev.nudge.event.Note;
import dev.nudge.lead.Consent;
import dev.nudge.lead.Lead;
import dev.nudge.story.Configuration;
import dev.nudge.story.EventsAtLimits;
import dev.nudge.story.Story;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The structure of lead events, and their effect on the state of a lead (E). */
class LeadEventTest extends Story {

    // ---- E1: required fields and times

    @ParameterizedTest // E1
    @ValueSource(strings = {"id", "type", "organizationId", "leadId"})
    void an_event_without_a_required_field_is_refused(String field) {
        receive(inbound("Hello").from("ana").withId("evt-1").with(field, null));
        assertThatRefusals().singleElement().asString().isEqualTo("/" + field + ": \"" + field + "\" is required.");
        assertThat(knows("ana")).isFalse();
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {"a", "Org_1-b", "0123456789012345678901234567890123456789012345678901234567890123"})
    void an_organizations_id_is_up_to_64_letters_digits_underscores_and_hyphens(String organizationId) {
        receive(inbound("Hello").from("ana").in(organizationId));
        assertThatRefusals().isEmpty();
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {"a:b", "a b", "ä", "", "a/b", "a.b",
            "01234567890123456789012345678901234567890123456789012345678901234"})
    void any_other_organizations_id_is_refused(String organizationId) {
        receive(inbound("Hello").from("ana").in(organizationId));
        assertThatRefusals().singleElement().asString().startsWith("/organizationId: ");
    }

    @Test // E1
    void the_other_ids_are_opaque_and_have_at_most_128_characters() {
        String longest = "§🙂{$.:/}" + "x".repeat(120);
        receive(inbound("Hello").from(longest).withId(longest));
        assertThatRefusals().isEmpty();
        assertThat(knows(longest)).isTrue();
        receive(inbound("Hello").from(longest + "x"));
        receive(inbound("Hello").withId(longest + "x"));
        assertThatRefusals().hasSize(2).allSatisfy(
                refusal -> assertThat(refusal).contains("Expected at most 128 characters"));
    }

    @ParameterizedTest // E1: the type names of the glossary
    @ValueSource(strings = {"x", "form.submitted", "a_b.c9", "Form", "a-b", "deal/Won:2"})
    void any_type_name_is_an_event_type(String type) {
        given(automation().startedBy(type));
        receive(event(type).of("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {"1st", ".a", "_a", "-a", "a b", "ä"})
    void an_invalid_type_name_is_refused(String type) {
        receive(event(type).of("ana"));
        assertThatRefusals().singleElement().asString().startsWith("/type: Expected \"type\" to match");
    }

    @Test // E1
    void an_event_has_the_time_that_its_producer_gives() {
        stranger("ana");
        receive(inbound("Hello").from("ana").occurredAt("2026-04-22T09:30:00+01:00"));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(at("2026-04-22T08:30:00Z"));
        assertThat(stateOf("ana").createdAt()).isEqualTo(at("2026-04-22T08:30:00Z"));
    }

    @Test // E1: every instant of the product has milliseconds
    void instants_are_truncated_to_milliseconds() {
        itIs("2026-04-22T10:00:00.123999Z");
        receive(inbound("Hello").from("ana").occurredAt("2026-04-22T09:59:59.9999Z"), outbound("Hi").to("ana"));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(at("2026-04-22T09:59:59.999Z"));
        assertThat(stateOf("ana").conversation().lastOutboundAt()).isEqualTo(at("2026-04-22T10:00:00.123Z"));
        assertThat(stateOf("ana").lastNow()).isEqualTo(at("2026-04-22T10:00:00.123Z"));
    }

    @Test // E1
    void an_event_without_a_time_has_the_records_timestamp() {
        receive(inbound("Hello").from("ana"));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(now());
    }

    @Test // E1
    void the_time_of_an_event_is_at_most_its_records_timestamp() {
        receive(inbound("Hello").from("ana").occurredAt("2026-04-22T10:00:00.001Z"));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(at("2026-04-22T10:00:00Z"));
    }

    @Test // E1
    void known_times_never_decrease() {
        stranger("ana");
        receive(inbound("second").from("ana").occurredAt("2026-04-22T09:00:00Z"),
                outbound("second").to("ana").occurredAt("2026-04-22T09:00:00Z"),
                statusChange("New lead", "Contacted").of("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(inbound("first").from("ana").occurredAt("2026-04-22T08:00:00Z"),
                outbound("first").to("ana").occurredAt("2026-04-22T08:00:00Z"),
                statusChange("Contacted", "Won").of("ana").occurredAt("2026-04-22T08:00:00Z"));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(at("2026-04-22T09:00:00Z"));
        assertThat(stateOf("ana").conversation().lastOutboundAt()).isEqualTo(at("2026-04-22T09:00:00Z"));
        assertThat(stateOf("ana").statusHistory().statusChangedAt()).isEqualTo(at("2026-04-22T09:00:00Z"));
        assertThat(stateOf("ana").createdAt()).isEqualTo(at("2026-04-22T09:00:00Z"));
    }

    static Stream<Arguments> instants() {
        return Cases.in("instants.json");
    }

    @ParameterizedTest // E1
    @MethodSource("instants")
    void the_time_of_an_event_has_many_spellings(Map<String, @Nullable Object> each) {
        itIs("2026-04-23T00:00:00Z");
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").with("occurredAt", each.get("written")));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(at("2026-04-22T10:14:00Z"));
        assertThatDecisionsFor("ana").only().notes();
    }

    @ParameterizedTest // E1
    @ValueSource(strings = {"2026-04-22T09:14:00", "yesterday", "1999-12-31T23:59:59.999Z", "946684799"})
    void a_time_that_has_no_meaning_is_ignored_and_noted(String occurredAt) {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").occurredAt(occurredAt));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(now());
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes("OCCURRED_AT_IGNORED occurredAt");
    }

    @Test // E1
    void the_first_instant_of_the_year_2000_is_a_time() {
        givenTheOrganization("maxEventAge", null);
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").with("occurredAt", 946_684_800));
        assertThat(stateOf("ana").conversation().lastInboundAt()).isEqualTo(at("2000-01-01T00:00:00Z"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE).notes();
    }

    @Test // E1, X1: the order in which events occurred, not that of their arrival
    void the_newest_message_and_status_are_those_that_occurred_last() {
        receive(inbound("happened second").from("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(inbound("happened first").from("ana").on("email").occurredAt("2026-04-22T08:00:00Z"));
        assertThat(stateOf("ana").conversation().lastInboundBody()).isEqualTo("happened second");
        assertThat(stateOf("ana").conversation().lastInboundChannel()).isEqualTo("sms");
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(2);
        receive(statusChange("New lead", "Won").of("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(statusChange("Won", "Lost").of("ana").occurredAt("2026-04-22T08:00:00Z"));
        assertThat(stateOf("ana").status()).isEqualTo("Won");
    }

    @Test // E1
    void delays_and_schedules_do_not_depend_on_the_time_of_an_event() {
        given(automation().named("timer").startedBy("message.received").after(hours(1)));
        given(automation().named("window").startedBy("message.received").between("09:00", "18:00"));
        receive(inbound("sent in the night").from("ana").occurredAt("2026-04-22T03:00:00Z"));
        assertThatDecisionsFor("ana").of("timer").only().waitsUntil(now().plus(hours(1)));
        assertThatDecisionsFor("ana").of("window").only().isFiredBecause(IMMEDIATE);
    }

    @Test // E1
    void data_and_lead_may_be_left_out() {
        given(automation().startedBy("lead.updated"));
        receive(event("lead.updated").of("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
        receive(event("lead.updated").of("ana").with("data", List.of()).with("lead", List.of()));
        receive(event("lead.updated").of("ana").with("data", null).with("lead", null));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE", "FIRED IMMEDIATE", "FIRED IMMEDIATE");
        receive(event("lead.updated").of("ana").with("lead", "text"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes("ATTRIBUTE_IGNORED lead");
        assertThatRefusals().isEmpty();
    }

    // ---- E2: attributes

    @Test // E2
    void attributes_are_merged_before_anything_is_evaluated() {
        given(automation().startedBy("message.received").when("city", "eq", "Porto").sends("hello"));
        receive(inbound("Hello").from("ana").saying("city", "Porto").saying("phone", "+14155550199"));
        assertThatMessagesTo("ana").singleElement().satisfies(message -> {
            assertThat(message.to()).isEqualTo("+14155550199");
            assertThat(message.variables()).containsEntry("city", "Porto");
        });
    }

    @Test // E2
    void attributes_that_an_event_does_not_contain_are_kept() {
        receive(updated("city", "Porto").of("ana"));
        receive(updated("score", 7).of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("city", "Porto").containsEntry("score", 7L);
    }

    @Test // E2
    void null_removes_an_attribute() {
        receive(updated("city", "Porto").of("ana"));
        receive(updated("city", null).saying("never", null).of("ana"));
        assertThat(stateOf("ana").attributes()).doesNotContainKeys("city", "never");
    }

    @ParameterizedTest // E2
    @ValueSource(strings = {"ownerId", "status", "phone", "email", "firstName", "lastName"})
    void a_well_known_attribute_is_text_and_a_number_counts_as_its_text(String attribute) {
        given(automation().startedBy("lead.updated").createdBy("5"));
        given(preferenceOf("5"));
        receive(updated("phone", PHONE).of("ana"), updated(attribute, 5).saying("city", "Porto").of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry(attribute, "5").containsEntry("city", "Porto");
        receive(updated(attribute, true).saying("city", "Faro").of("ana"),
                updated(attribute, List.of("x")).of("ana"), updated(attribute, Map.of("x", 1)).of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry(attribute, "5").containsEntry("city", "Faro");
        assertThatDecisionsFor("ana").last().notes("ATTRIBUTE_IGNORED lead." + attribute);
        assertThatRefusals().isEmpty();
    }

    @Test // E2
    void tags_are_a_list_of_texts_or_a_text_with_commas() {
        given(automation().startedBy("lead.updated"));
        receive(updated("tags", List.of("hot", "vip")).of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("tags", List.of("hot", "vip"));
        receive(updated("tags", "hot , new lead,").of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("tags", List.of("hot", "new lead"));
        receive(updated("tags", List.of("hot", 5)).of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("tags", List.of("hot", "5"));
        receive(updated("tags", List.of("hot", true)).of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("tags", List.of("hot", "5"));
        assertThatDecisionsFor("ana").last().notes("ATTRIBUTE_IGNORED lead.tags");
    }

    @Test // E2
    void every_other_attribute_is_custom_and_can_have_any_type() {
        receive(updated("score", 1.5).saying("vip", true).saying("interests", List.of("boats", 5))
                .saying("address", Map.of("city", "Porto")).of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("vip", true).containsEntry("interests",
                List.of("boats", 5L)).containsEntry("address", Map.of("city", "Porto"));
    }

    @ParameterizedTest // E2
    @ValueSource(strings = {"Mars/Phobos", "", "Lisbon time", "+25:00", "EST5EDT6", "UTC+99"})
    void a_timezone_that_is_no_zone_is_ignored_and_a_known_one_stays(String timezone) {
        given(automation().startedBy("lead.updated"));
        receive(updated("timezone", "Europe/Lisbon").of("ana"));
        receive(updated("timezone", timezone).saying("city", "Porto").of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("timezone", "Europe/Lisbon").containsEntry("city",
                "Porto");
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes("TIMEZONE_IGNORED lead.timezone");
    }

    @ParameterizedTest // E2
    @CsvSource({"america/new_york, America/New_York", "AMERICA/New York, America/New_York",
            "' Europe/Lisbon ', Europe/Lisbon", "Eastern Standard Time, America/New_York",
            "eastern standard time, America/New_York", "W. Europe Standard Time, Europe/Berlin",
            "Eastern Time (US & Canada), America/New_York", "Kolkata, Asia/Kolkata", "-05:00, -05:00",
            "UTC-5, -05:00", "GMT-0500, -05:00", "+05:30, +05:30", "UTC, UTC", "GMT0, GMT0"})
    void a_timezone_has_the_name_that_the_database_gives_it(String timezone, String name) {
        given(automation().startedBy("lead.updated"));
        receive(updated("timezone", timezone).of("ana"));
        assertThat(stateOf("ana").attributes()).containsEntry("timezone", name);
        assertThatDecisionsFor("ana").last().notes();
    }

    @ParameterizedTest // E2
    @ValueSource(strings = {"$set", "$", "a.b", ".", "a."})
    void a_name_that_begins_with_a_dollar_or_contains_a_dot_is_ignored(String name) {
        given(automation().startedBy("lead.updated"));
        receive(updated(name, "x").saying("city", "Porto").of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes("ATTRIBUTE_IGNORED lead." + name);
        receive(updated("nested", Map.of(name, "x")).saying("listed", List.of(Map.of("in", Map.of(name, "x"))))
                .of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes(
                "ATTRIBUTE_IGNORED lead.nested." + name, "ATTRIBUTE_IGNORED lead.listed.in." + name);
        assertThat(stateOf("ana").attributes()).containsEntry("city", "Porto").doesNotContainKey(name)
                .containsEntry("nested", Map.of()).containsEntry("listed", List.of(Map.of("in", Map.of())));
    }

    @Test // E2
    void a_lead_has_at_most_200_attributes() {
        stranger("ana");
        given(automation().startedBy("lead.updated").sends("hello", "webhook"));
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        givenTheOrganization("ceilingPerHour", 1_000);
        for (int i = 1; i <= 200; i++) {
            receive(updated("a" + i, i).of("ana"));
        }
        assertThatDecisionsFor("ana").last().notes();
        receive(updated("a201", 201).saying("phone", PHONE).of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes("ATTRIBUTES_FULL");
        assertThat(stateOf("ana").attributes()).hasSize(201).doesNotContainKey("a201").containsKey("phone");
        receive(updated("a1", null).saying("a2", null).saying("a201", 201).of("ana"));
        assertThatDecisionsFor("ana").last().notes();
        assertThat(stateOf("ana").attributes()).hasSize(200).containsKey("a201");
    }

    @Test // E2
    void a_lead_has_at_most_64_KiB_of_attributes() {
        stranger("ana");
        given(automation().startedBy("lead.updated").sends("hello", "webhook"));
        givenTheOrganization("webhookUrl", "https://example.com/hook");
        int overhead = "{'notes':''}".length();
        receive(updated("notes", "x".repeat(64 * 1024 - overhead)).of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes();
        receive(updated("notes", "y".repeat(64 * 1024 - overhead + 1)).of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes("ATTRIBUTES_FULL");
        receive(updated("notes", "é".repeat(32 * 1024)).of("ana"));
        assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).notes("ATTRIBUTES_FULL");
        assertThat(stateOf("ana").attributes().get("notes")).asString().startsWith("x");
    }

    @Test // E2
    void an_event_with_an_attribute_of_more_than_32_levels_sets_no_custom_attribute() {
        given(automation().startedBy("lead.updated"));
        receive(updated("deep", nested(32)).of("ana"));
        assertThatDecisionsFor("ana").last().notes();
        receive(updated("deeper", nested(33)).saying("city", "Porto").saying("firstName", "Ana").of("ana"));
        assertThat(assertThatDecisionsFor("ana").last().isFiredBecause(IMMEDIATE).decision().notes())
                .extracting(EventNote::note).containsExactly(Note.ATTRIBUTES_FULL);
        assertThat(stateOf("ana").attributes()).containsKeys("deep", "firstName").doesNotContainKeys("deeper",
                "city");
    }

    private static Object nested(int levels) {
        return levels == 1 ? "x" : Map.of("in", nested(levels - 1));
    }

    @Test // E2, E4
    void the_limits_do_not_apply_to_well_known_attributes() {
        receive(statusChange("New lead", "Contacted").of("ana"));
        receive(updated("notes", "x".repeat(65_000)).of("ana"));
        receive(statusChange("Contacted", "y".repeat(2_000)).of("ana").saying("firstName", "z".repeat(2_000)));
        assertThat(stateOf("ana").status()).hasSize(2_000);
        assertThat(stateOf("ana").attributes()).containsKeys("firstName", "notes");
    }

    @Test // E2
    void an_older_event_only_adds_attributes_that_are_missing() {
        stranger("ana");
        receive(updated("city", "Porto").saying("phone", PHONE).of("ana").occurredAt("2026-04-22T09:00:00Z"));
        receive(updated("city", "Faro").saying("score", 7).saying("phone", null).of("ana")
                .occurredAt("2026-04-22T08:00:00Z"));
        assertThat(stateOf("ana").attributes()).containsEntry("city", "Porto").containsEntry("score", 7L)
                .containsEntry("phone", PHONE);
        receive(updated("city", "Braga").of("ana").occurredAt("2026-04-22T09:00:00Z"));
        assertThat(stateOf("ana").attributes()).containsEntry("city", "Braga");
    }

    @Test // E1, E5: a refused event was not applied, so that the producer can correct it and send it again
    void a_refused_event_has_no_effect() {
        receive(event("status_change").of("ana").withId("evt-1").saying("city", "Porto"));
        assertThatRefusals().hasSize(1);
        receive(statusChange("New lead", "Won").of("ana").withId("evt-1"));
        assertThat(stateOf("ana").status()).isEqualTo("Won");
        assertThat(stateOf("ana").attributes()).doesNotContainKey("city");
    }

    @Test // E1, E2, E6
    void events_at_every_limit_are_accepted_without_notes() {
        EventsAtLimits.of(ORGANIZATION).forEach((limit, json) -> {
            String leadId = (String) Objects.requireNonNull(json.get("leadId"));
            stranger(leadId);
            given(automation().startedBy((String) Objects.requireNonNull(json.get("type"))));
            receiveJson(json);
            assertThatDecisionsFor(leadId).last().as(limit).isFiredBecause(IMMEDIATE).notes();
        });
        assertThatRefusals().isEmpty();
    }

    // ---- E3: messages

    @Test // E3: see MessagesOfOtherSystemsTest for other spellings
    void a_received_message_is_inbound_unless_its_direction_is_outbound() {
        receive(event("message.received").of("ana"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(1);
        receive(event("message.received").of("ana").data("direction", "inbound"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(2);
        receive(event("message.received").of("ana").data("direction", "outbound"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(2);
        assertThat(stateOf("ana").conversation().outboundCount()).isEqualTo(1);
    }

    @Test // E3
    void a_sent_message_is_outbound_and_a_persons_unless_this_engine_sent_it() {
        receive(outbound("How are you?").to("ana").data("direction", "inbound"));
        receive(outbound("How are you?").to("ana").data("origin", "person"));
        assertThat(stateOf("ana").conversation().outboundCount()).isEqualTo(2);
        receive(sentByAutomation("Still there?").to("ana"));
        assertThat(stateOf("ana").conversation().outboundCount()).isEqualTo(2);
        assertThat(stateOf("ana").conversation().inboundCount()).isZero();
    }

    // ---- E4: status changes

    @Test // E4
    void a_status_change_sets_the_status_and_the_previous_status() {
        receive(statusChange("New lead", "Contacted").of("ana"));
        assertThat(stateOf("ana").status()).isEqualTo("Contacted");
        assertThat(stateOf("ana").statusHistory().previousStatus()).isEqualTo("New lead");
        assertThat(stateOf("ana").statusHistory().statusChangedAt()).isEqualTo(now());
    }

    @Test // E4
    void a_status_change_without_to_is_refused() {
        receive(event("status_change").of("ana").data("from", "New lead"));
        receive(event("status_change").of("ana"));
        receive(event("status_change").of("ana").data("to", " \u00a0"));
        receive(event("status_change").of("ana").data("to", List.of("Won")));
        assertThatRefusals().hasSize(4).allSatisfy(refusal -> assertThat(refusal).isEqualTo(
                "/data/to: A status_change needs the new status, a text, in \"data\", \"to\"."));
        assertThat(knows("ana")).isFalse();
        receive(event("status_change").of("ana").data("to", 5));
        assertThat(stateOf("ana").status()).isEqualTo("5");
    }

    @Test // E4
    void a_missing_from_is_the_status_as_it_was_before_the_event_was_merged() {
        given(automation().startedBy("status_change").from("New lead"));
        receive(updated("status", "New lead").of("ana"));
        receive(statusChange("Contacted").of("ana").saying("status", "Won"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
        assertThat(stateOf("ana").statusHistory().previousStatus()).isEqualTo("New lead");
    }

    @Test // E4
    void what_changed_compares_with_the_lead_as_it_was_before_the_event_was_merged() {
        given(automation().startedBy("lead.updated").when("city", "changedFrom", "Porto")
                .when("city", "changedTo", "Faro"));
        receive(updated("city", "Porto").of("ana"), updated("city", "Faro").of("ana"));
        assertThatDecisionsFor("ana").are("SKIPPED CONDITIONS", "FIRED IMMEDIATE");
    }

    @Test // E4
    void the_to_of_a_status_change_takes_precedence_over_lead_status() {
        receive(statusChange("New lead", "Contacted").of("ana").saying("status", "Lost"));
        assertThat(stateOf("ana").status()).isEqualTo("Contacted");
    }

    @Test // E4
    void from_equal_to_to_is_no_transition_and_the_status_becomes_to() {
        given(automation().startedBy("status_change"));
        receive(updated("status", "New lead").of("ana"));
        receive(statusChange("Contacted", "Contacted").of("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_TRANSITION);
        assertThat(stateOf("ana").status()).isEqualTo("Contacted");
        assertThat(stateOf("ana").statusHistory().previousStatus()).isEqualTo("New lead");
    }

    @Test // E4
    void a_missing_from_equal_to_to_is_no_transition_either() {
        given(automation().startedBy("status_change"));
        receive(updated("status", "New lead").of("ana"), statusChange("New lead").of("ana"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(NO_TRANSITION);
    }

    @Test // E4: the event's own data takes precedence over the known status
    void the_previous_status_is_the_from_of_the_event() {
        given(automation().startedBy("status_change").from("Contacted"));
        receive(updated("status", "New lead").of("ana"), statusChange("Contacted", "Won").of("ana"));
        assertThatDecisionsFor("ana").only().isFiredBecause(IMMEDIATE);
        assertThat(stateOf("ana").statusHistory().previousStatus()).isEqualTo("Contacted");
    }

    @Test // E4
    void a_merged_status_is_not_a_status_change_event() {
        given(automation().startedBy("status_change"));
        receive(updated("status", "New lead").of("ana"), updated("status", "Won").of("ana"));
        assertThatDecisionsFor("ana").isEmpty();
        assertThat(stateOf("ana").status()).isEqualTo("Won");
        assertThat(stateOf("ana").statusHistory().statusChangedAt()).isEqualTo(now());
    }

    // ---- E5: repeated events

    @Test // E5
    void a_repeated_event_changes_nothing() {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").withId("evt-1"));
        Lead before = stateOf("ana");
        advance(hours(1));
        receive(inbound("Hello").from("ana").withId("evt-1"));
        assertThat(stateOf("ana")).isEqualTo(before);
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE");
        assertThatMessagesTo("ana").hasSize(1);
    }

    @Test // E5
    void the_same_id_is_another_event_for_another_lead() {
        receive(inbound("Hello").from("ana").withId("evt-1"), inbound("Hello").from("bob").withId("evt-1"));
        assertThat(stateOf("bob").conversation().inboundCount()).isEqualTo(1);
    }

    @Test // E5
    void the_last_1024_ids_of_a_lead_are_remembered() {
        receive(inbound("the first").from("ana").withId("evt-0"));
        IntStream.range(1, 1_024).forEach(i -> receive(updated("score", i).of("ana").withId("evt-" + i)));
        receive(inbound("the first again").from("ana").withId("evt-0"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(1);
        receive(updated("score", 0).of("ana").withId("evt-1024"), inbound("again").from("ana").withId("evt-0"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(2);
    }

    @Test // E5
    void an_id_is_remembered_for_7_days() {
        receive(inbound("Hello").from("ana").withId("evt-0"));
        advance(days(7).minusMillis(1));
        receive(inbound("Hello").from("ana").withId("evt-0"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(1);
        advance(seconds(1));
        receive(inbound("Hello").from("ana").withId("evt-0"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(2);
    }

    @Test // E5: an order of 40 events that is sent again after an interruption
    void forty_events_that_are_sent_twice_have_their_effect_once() {
        givenTheOrganization("ceilingPerHour", 1_000);
        given(automation().startedBy("order.item"));
        for (int pass = 0; pass < 2; pass++) {
            IntStream.range(0, 40).forEach(i -> receive(event("order.item").of("ana").withId("item-" + i)));
        }
        assertThatMessagesTo("ana").hasSize(40);
    }

    @Test // E5
    void the_engines_own_events_do_not_displace_them() {
        given(automation().startedBy("message.received").after(minutes(1)));
        receive(inbound("Hello").from("ana").withId("evt-0"));
        IntStream.range(0, 40).forEach(i -> receive(sentByAutomation("Still there?").to("ana").withId("own-" + i)));
        advance(minutes(1));
        receive(inbound("Hello").from("ana").withId("evt-0"));
        assertThat(stateOf("ana").conversation().inboundCount()).isEqualTo(1);
        assertThatDecisionsFor("ana").are("STARTED TIMER_SET", "FIRED TIMER_DUE");
    }

    @Test // E5: it is recognised by its content, and its decisions have the same ids
    void a_repeated_event_of_the_engine_has_the_same_decisions_again() {
        given(automation().startedBy("message.sent"));
        receive(sentByAutomation("Hello").to("ana").withId("own-1"), sentByAutomation("Hello").to("ana")
                .withId("own-1"));
        assertThatDecisionsFor("ana").are("SKIPPED OWN_MESSAGE", "SKIPPED OWN_MESSAGE");
    }

    // ---- E6: invalid events

    @Test // E6
    void an_invalid_event_is_refused_with_all_violations() {
        receive(event("non sense").of("ana").with("id", true).with("occurredAt", "yesterday").with("lead", "text"));
        assertThatRefusals().containsExactly("/id: Expected text in \"id\" but found true."
                + " /type: Expected \"type\" to match [A-Za-z][A-Za-z0-9_.:/-]{0,127} but found the text \"non sense\".");
    }

    @Test // E6
    void an_invalid_event_does_not_block_other_events() {
        given(automation().startedBy("message.received"));
        receive(inbound("Hello").from("ana").with("type", 5), inbound("Hello").from("ana"));
        assertThatDecisionsFor("ana").are("FIRED IMMEDIATE");
    }

    // ---- E7: now

    @Test // E7
    void now_is_the_records_timestamp() {
        given(automation().startedBy("message.received"));
        itIs("2026-05-01T12:34:56.789Z");
        receive(inbound("Hello").from("ana").occurredAt("2026-05-01T12:00:00Z"));
        assertThat(assertThatDecisionsFor("ana").only().decision().at()).isEqualTo(at("2026-05-01T12:34:56.789Z"));
    }

    @Test // E7
    void now_never_decreases_for_a_lead() {
        given(automation().startedBy("message.received").after(hours(1)));
        receive(updated("city", "Porto").of("ana"));
        itIs("2026-04-22T09:59:30Z");
        receive(inbound("Hello").from("ana"), inbound("Hello").from("bob"));
        assertThatDecisionsFor("ana").only().waitsUntil("2026-04-22T11:00:00Z");
        assertThatDecisionsFor("bob").only().waitsUntil("2026-04-22T10:59:30Z");
    }

    @Test // E7, R2
    void replaying_against_the_same_automations_gives_the_same_decisions() {
        Configuration rules = new Configuration();
        LeadEvent first = read("evt-1");
        LeadEvent second = read("evt-2");
        Verdict once = Decider.decide(null, first, now(), rules);
        assertThat(Decider.decide(null, first, now(), rules)).isEqualTo(once);
        if (!(once instanceof Verdict.Decided decided)) {
            throw new AssertionError("Expected a decision but found " + once);
        }
        assertThat(Decider.decide(decided.lead(), second, now(), rules))
                .isEqualTo(Decider.decide(decided.lead(), second, now(), rules));
    }

    private static LeadEvent read(String id) {
        return LeadEventReader.read(inbound("STOP").from("ana").withId(id).toJson()).orThrow();
    }

    @Test // E3, S3, F4: all effects of one event are applied together
    void an_event_may_change_attributes_status_and_conversation_at_once() {
        given(automation().startedBy("message.received").from("Won"));
        receive(inbound("STOP").from("ana").on("email").saying("status", "Lost").saying("city", "Porto"));
        assertThatDecisionsFor("ana").only().isSkippedBecause(KEYWORD);
        Lead ana = stateOf("ana");
        assertThat(ana.status()).isEqualTo("Lost");
        assertThat(ana.attributes()).containsEntry("city", "Porto");
        assertThat(ana.conversation().lastInboundBody()).isEqualTo("STOP");
        assertThat(ana.consents()).isEqualTo(Map.of(AddressKind.EMAIL, new Consent(true, now(), null)));
    }
}
