package dev.nudge.standalone.demo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.lead.Leads;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.infrastructure.mongo.DocumentIds;
import dev.nudge.lead.Lead;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.RawBsonDocument;

/** The leads in memory. They are written to the database when delivery, which reads them there, has work. */
final class PastLeads implements Leads {

    private static final Comparator<Timer> DUE_FIRST = Comparator.comparing((Timer timer) -> timer.due().dueAt())
            .thenComparing(timer -> timer.lead().leadId()).thenComparing(timer -> timer.due().automationId())
            .thenComparingInt(timer -> timer.due().run());

    private final Map<LeadKey, StoredLead> known = new LinkedHashMap<>();
    private final Map<LeadKey, RawBsonDocument> unwritten = new LinkedHashMap<>();

    /** A timer of a waiting run. */
    record Timer(LeadKey lead, DueTimer due) {

        LeadEvent event() {
            return LeadEvent.timerDue(lead, due);
        }
    }

    @Override
    public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
        Map<LeadKey, StoredLead> found = new LinkedHashMap<>();
        keys.forEach(key -> Optional.ofNullable(known.get(key)).ifPresent(lead -> found.put(key, lead)));
        return found;
    }

    @Override
    public Set<LeadKey> write(Collection<LeadWrite> writes) {
        for (LeadWrite write : writes) {
            LeadKey key = write.lead().lead().key();
            known.put(key, write.lead());
            unwritten.put(key, write.document());
        }
        return Set.of();
    }

    @Override
    public List<Lead> dueFirst(int partition, int limit) {
        return known.values().stream().map(StoredLead::lead).filter(lead -> lead.nextDueAt().isPresent())
                .sorted(Comparator.comparing(lead -> lead.nextDueAt().orElseThrow())).limit(limit).toList();
    }

    Optional<Timer> nextTimer() {
        return known.values().stream().map(StoredLead::lead)
                .flatMap(lead -> lead.timers().map(due -> new Timer(lead.key(), due))).min(DUE_FIRST);
    }

    void writeTo(MongoCollection<RawBsonDocument> leads) {
        if (!unwritten.isEmpty()) {
            leads.bulkWrite(unwritten.entrySet().stream()
                    .map(lead -> new ReplaceOneModel<>(Filters.eq("_id", DocumentIds.ofLead(lead.getKey())),
                            lead.getValue(), new ReplaceOptions().upsert(true)))
                    .toList(), new BulkWriteOptions().ordered(false));
            unwritten.clear();
        }
    }
}
