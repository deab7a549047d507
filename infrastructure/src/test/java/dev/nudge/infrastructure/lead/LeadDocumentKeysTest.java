package dev.nudge.infrastructure.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nudge.automation.Organization;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.lead.Lead;
import dev.nudge.lead.LeadEventApplier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;

/** The keys in a lead's document by which leads are found. */
class LeadDocumentKeysTest {

    private static final LeadKey LEAD = new LeadKey("acme", "lead-7");
    private static final Instant NOON = Instant.parse("2026-04-22T12:00:00Z");

    @Test // E11
    void a_document_contains_the_keys_of_its_addresses_and_reads_as_the_same_lead() {
        Lead lead = applied(new LeadEvent("evt-1", LeadEvent.LEAD_UPDATED, LEAD, NOON, Map.of(),
                Map.of("phone", "+1 (415) 555-0100", "email", "Ana@example.com")));

        RawBsonDocument document = LeadDocumentWriter.of(new StoredLead(lead, new Position(3, 7), List.of()));

        assertThat(document.getArray("addresses")).containsExactly(new BsonString("phone:+14155550100"),
                new BsonString("email:ana@example.com"));
        assertThat(LeadDocumentReader.lead(document.decode(new DocumentCodec()))).isEqualTo(lead);
    }

    @Test
    void a_document_contains_the_keys_of_its_status_and_its_name() {
        Lead lead = applied(new LeadEvent("evt-1", LeadEvent.LEAD_UPDATED, LEAD, NOON, Map.of(),
                Map.of("status", "New  Lead", "firstName", "José", "lastName", "da Silva")));

        RawBsonDocument document = LeadDocumentWriter.of(new StoredLead(lead, new Position(3, 7), List.of()));

        assertThat(document.getString("statusKey")).isEqualTo(new BsonString("new lead"));
        assertThat(document.getArray("nameKeys")).containsExactly(new BsonString("jose"), new BsonString("da"),
                new BsonString("silva"));
    }

    @Test // E10
    void a_deleted_lead_has_no_keys_of_its_addresses_its_status_or_its_name() {
        Lead lead = applied(new LeadEvent("evt-1", LeadEvent.LEAD_DELETED, LEAD, NOON, Map.of(), Map.of()));

        RawBsonDocument document = LeadDocumentWriter.of(new StoredLead(lead, new Position(3, 7), List.of()));

        assertThat(document.getArray("addresses")).isEmpty();
        assertThat(document.getArray("nameKeys")).isEmpty();
        assertThat(document.containsKey("statusKey")).isFalse();
    }

    private static Lead applied(LeadEvent event) {
        LeadEventApplier applier = LeadEventApplier.of(null, event, NOON, Organization.withoutSettings("acme"));
        return applier instanceof LeadEventApplier.Applied applied ? applied.after() : Lead.unknown(LEAD, NOON);
    }
}
