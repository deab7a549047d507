package dev.nudge.engine.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nudge.engine.support.EngineInMemory;
import dev.nudge.engine.support.LeadsInMemory;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.lead.Lead;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Cached documents may be out of date, which must do no harm. */
class CachedLeadsTest {

    private static final Instant NOW = Instant.parse("2026-04-22T10:00:00Z");

    private final LeadsInMemory store = new LeadsInMemory(step -> {});
    private final CachedLeads cache = new CachedLeads(store, 1_000_000);

    private static LeadWrite write(String leadId, @Nullable Long readAt, long offset) {
        return new LeadWrite(
                new StoredLead(Lead.unknown(EngineInMemory.lead(leadId), NOW), new Position(0, offset), List.of()),
                readAt == null ? null : new Position(0, readAt), RawBsonDocument.parse("{}"));
    }

    private static long offset(Leads leads, String leadId) {
        return Objects.requireNonNull(leads.find(List.of(EngineInMemory.lead(leadId))).get(EngineInMemory.lead(leadId)))
                .position()
                .offset();
    }

    @Test
    void a_written_document_is_not_read_again() {
        cache.write(List.of(write("ana", null, 1), write("ben", null, 2)));
        store.write(List.of(write("cleo", null, 3)));

        assertThat(cache
                .find(List.of(EngineInMemory.lead("ana"), EngineInMemory.lead("ben"), EngineInMemory.lead("cleo"))))
                .hasSize(3);

        assertThat(store.reads()).as("cleo alone").isEqualTo(1);
        assertThat(offset(cache, "ben")).isEqualTo(2);
    }

    @Test
    void a_document_that_was_only_read_is_read_again() {
        store.write(List.of(write("ana", null, 1)));
        assertThat(offset(cache, "ana")).isEqualTo(1);
        store.write(List.of(write("ana", 1L, 2)));

        assertThat(offset(cache, "ana")).isEqualTo(2);
    }

    @Test // invariant 1
    void a_write_based_on_a_stale_cache_entry_is_refused_and_the_lead_is_read_again() {
        cache.write(List.of(write("ana", null, 1), write("ben", null, 1)));
        store.write(List.of(write("ana", 1L, 7)));
        assertThat(offset(cache, "ana")).as("cached").isEqualTo(1);

        assertThat(cache.write(List.of(write("ana", 1L, 2), write("ben", 1L, 2))))
                .isEqualTo(Set.of(EngineInMemory.lead("ana")));

        assertThat(offset(cache, "ana")).isEqualTo(7);
        assertThat(offset(cache, "ben")).isEqualTo(2);
    }

    @Test // invariant 3
    void after_a_failed_write_the_document_is_read_again() {
        cache.write(List.of(write("ana", null, 1), write("ben", null, 1)));
        store.loseNextAcknowledgement(key -> key.leadId().equals("ana"));
        assertThatThrownBy(() -> cache.write(List.of(write("ana", 1L, 2), write("ben", 1L, 2))))
                .isInstanceOf(LeadsInMemory.DatabaseUnavailableException.class);

        assertThat(offset(cache, "ana")).isEqualTo(2);
        assertThat(offset(cache, "ben")).isEqualTo(1);
    }

    @Test
    void after_a_rebalance_every_document_is_read_again() {
        cache.write(List.of(write("ana", null, 1)));
        store.write(List.of(write("ana", 1L, 7)));

        cache.clear();

        assertThat(offset(cache, "ana")).isEqualTo(7);
    }

    @Test
    void a_write_during_a_rebalance_is_not_cached() {
        store.beforeNextWrite(cache::clear);
        cache.write(List.of(write("ana", null, 1)));
        store.write(List.of(write("ana", 1L, 7)));

        assertThat(offset(cache, "ana")).isEqualTo(7);
    }

    @Test
    void due_leads_are_always_read_from_the_database() {
        cache.write(List.of(write("ana", null, 1)));
        store.becomeUnavailable();
        assertThatThrownBy(() -> cache.dueFirst(0, 10)).isInstanceOf(LeadsInMemory.DatabaseUnavailableException.class);
    }
}
