package dev.nudge.infrastructure.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.address.AddressKind;
import dev.nudge.automation.Channel;
import dev.nudge.condition.Change;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Consent;
import dev.nudge.lead.EventMemory;
import dev.nudge.lead.Lead;
import dev.nudge.lead.Progress;
import dev.nudge.lead.Run;
import dev.nudge.lead.StartingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Documents that were written under version 1 of the semantics ({@code leads-of-version-1.json}) are read as leads of
 * version 2, and their waiting runs continue.
 */
class LeadDocumentVersion1Test {

    private static final Instant NOW = Instant.parse("2026-04-22T10:14:00.123Z");

    private final List<Document> documents = documents();

    private static List<Document> documents() {
        try (InputStream json = Objects.requireNonNull(
                LeadDocumentVersion1Test.class.getResourceAsStream("leads-of-version-1.json"))) {
            return Document.parse(new String(json.readAllBytes(), StandardCharsets.UTF_8)).getList("leads",
                    Document.class);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private StoredLead stored(String leadId) {
        return LeadDocumentReader.stored(documents.stream()
                .filter(document -> leadId.equals(document.getString("leadId"))).findFirst().orElseThrow());
    }

    private Lead lead(String leadId) {
        return stored(leadId).lead();
    }

    @Test
    void attributes_conversation_and_position_are_unchanged() {
        Lead ana = lead("ana:b");

        assertThat(ana.key()).isEqualTo(new LeadKey("acme", "ana:b"));
        assertThat(ana.createdAt()).isEqualTo(NOW.minusSeconds(90_000));
        assertThat(ana.lastNow()).isEqualTo(NOW);
        assertThat(ana.attributes()).containsEntry("email", "Ana@Example.com").containsEntry("empty", "")
                .containsEntry("score", 85L)
                .containsEntry("exact", new BigDecimal("1234567890.123456789012345678901234"))
                .containsEntry("tags", List.of("a", "b")).containsKey("address").hasSize(9);
        assertThat(ana.statusHistory()).isEqualTo(new Lead.StatusHistory("New lead", NOW.minusSeconds(60)));
        assertThat(ana.conversation().lastInboundAt()).isEqualTo(NOW.minusSeconds(900));
        assertThat(ana.conversation().lastInboundBody()).isEqualTo("hi\nthere");
        assertThat(ana.conversation().lastMessageDirection()).isEqualTo("outbound");
        assertThat(ana.conversation().inboundCount()).isEqualTo(7);
        assertThat(stored("ana:b").position()).isEqualTo(new Position(3, 5_000_000_000L));
        assertThat(stored("ana:b").outbox()).singleElement().satisfies(entry -> {
            assertThat(entry.topic()).isEqualTo("message.commands");
            assertThat(entry.value()).asString(StandardCharsets.UTF_8).isEqualTo("{\"id\":\"m-1\"}");
        });
    }

    @Test // F4
    void opt_outs_of_channels_are_opt_outs_of_addresses_and_the_newer_of_sms_and_whatsapp_counts() {
        Lead ana = lead("ana:b");

        assertThat(ana.consents())
                .isEqualTo(Map.of(AddressKind.PHONE, new Consent(true, NOW.minusSeconds(300), "maria"),
                        AddressKind.EMAIL, new Consent(true, NOW.minusSeconds(600), "uma")));
        assertThat(ana.optedOutOf(Channel.SMS)).isTrue();
        assertThat(ana.optedOutOf(Channel.WHATSAPP)).isTrue();
        assertThat(ana.optedOutOf(Channel.EMAIL)).isTrue();
        assertThat(ana.optedOutOf(Channel.WEBHOOK)).as("the webhook has no opt-out").isFalse();
    }

    @Test // E5
    void recent_event_ids_are_remembered_as_of_the_leads_latest_event() {
        assertThat(lead("ana:b").events())
                .isEqualTo(EventMemory.NONE.with("e-1", NOW).with("e-2", NOW).with("ü:$.", NOW));
    }

    @Test // C1, D1, S5, S10
    void a_run_that_waits_for_its_first_follow_up_continues() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("from", "New lead");
        data.put("to", "Contacted");
        data.put("$set", "no operator");
        data.put("a.b", 1L);
        data.put("", true);
        data.put("score", new BigDecimal("0.1"));
        data.put("none", null);
        StartingEvent startedBy = new StartingEvent("e-2", "status_change", data, null,
                Map.of("status", new Change("New lead", "Contacted"), "tags", new Change(null, List.of("a", "b"))));

        assertThat(lead("ana:b").progressOf("first")).isEqualTo(new Progress(4, 4, 0, null, List.of(),
                List.of(new Run(4, 1, 0, false, NOW.minusSeconds(60), NOW.minusSeconds(60), startedBy, "Contacted",
                        NOW.plusSeconds(3_540), null, false, 2))));
    }

    @Test // C1, D3, S6
    void a_run_that_has_fired_twice_and_was_deferred_continues_with_its_third_follow_up() {
        assertThat(lead("ana:b").progressOf("third")).isEqualTo(new Progress(1, 1, 2, null, List.of(),
                List.of(new Run(1, 3, 2, true, NOW.minusSeconds(7_200), NOW.minusSeconds(7_200),
                        new StartingEvent("e-1", "lead.asked", Map.of(), null, Map.of()), null, NOW.plusSeconds(60),
                        null, true, 7))));
    }

    @Test // S5, S10
    void an_automation_without_a_waiting_run_keeps_its_counters() {
        assertThat(lead("ana:b").progressOf("done")).isEqualTo(new Progress(3, 3, 2, null, List.of(), List.of()));
    }

    @Test // invariant 4
    void the_timers_are_read_also_with_the_fields_of_timers_only() {
        Document projected = new Document();
        documents.getFirst().forEach((name, value) -> {
            if (LeadDocumentReader.TIMER_FIELDS.contains(name)) {
                projected.append(name, value);
            }
        });

        assertThat(LeadDocumentReader.lead(projected).timers()).containsExactly(
                new DueTimer("first", 4, 1, NOW.plusSeconds(3_540)), new DueTimer("third", 1, 3, NOW.plusSeconds(60)));
        assertThat(documents.getFirst().getDate("nextDueAt").toInstant()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void a_lead_without_anything_is_read_as_such() {
        Lead unknown = lead("new");

        assertThat(unknown.attributes()).isEmpty();
        assertThat(unknown.consents()).isEmpty();
        assertThat(unknown.automations()).isEmpty();
        assertThat(unknown.events()).isEqualTo(EventMemory.NONE);
        assertThat(unknown.removal()).isNull();
    }

    @Test
    void they_are_written_in_the_form_of_version_2_and_read_back_equal() {
        for (Document document : documents) {
            StoredLead stored = LeadDocumentReader.stored(document);

            Document written = LeadDocumentWriter.of(stored).decode(new DocumentCodec());

            assertThat(written).doesNotContainKeys("optOuts", "recentEventIds", "recentOwnEventIds");
            assertThat(LeadDocumentReader.stored(written).lead()).isEqualTo(stored.lead());
            assertThat(written.get("nextDueAt")).isEqualTo(document.get("nextDueAt"));
        }
    }
}
