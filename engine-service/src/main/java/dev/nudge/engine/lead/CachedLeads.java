package dev.nudge.engine.lead;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.lead.Lead;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers what was written last, so that a lead that is heard of again isn't read again. What is remembered may be
 * out of date, once another engine has written; then the fence refuses the write, and the lead is read anew. What came
 * of a failed write isn't known, so that nothing of it is remembered.
 */
public final class CachedLeads implements Leads {

    private record Remembered(StoredLead lead, int bytes) {}

    private final Leads leads;
    private final Cache<LeadKey, Remembered> cache;
    private final AtomicLong generation = new AtomicLong();

    /** @param maxBytes of the documents that are remembered */
    public CachedLeads(Leads leads, long maxBytes) {
        this.leads = leads;
        this.cache = Caffeine.newBuilder().maximumWeight(maxBytes)
                .weigher((LeadKey key, Remembered remembered) -> remembered.bytes()).build();
    }

    @Override
    public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
        Map<LeadKey, Remembered> remembered = cache.getAllPresent(keys);
        Map<LeadKey, StoredLead> found = HashMap.newHashMap(keys.size());
        remembered.forEach((key, known) -> found.put(key, known.lead()));
        List<LeadKey> unknown = keys.stream().filter(key -> !remembered.containsKey(key)).toList();
        if (!unknown.isEmpty()) {
            found.putAll(leads.find(unknown));
        }
        return found;
    }

    @Override
    public Set<LeadKey> write(Collection<LeadWrite> writes) {
        long before = generation.get();
        // Forgotten first: an answer that never comes leaves nothing behind.
        cache.invalidateAll(writes.stream().map(LeadWrite::key).toList());
        Set<LeadKey> refused = leads.write(writes);
        if (generation.get() == before) {
            writes.stream().filter(write -> !refused.contains(write.key()))
                    .forEach(write -> cache.put(write.key(), new Remembered(write.lead(), write.bytes())));
        }
        return refused;
    }

    @Override
    public List<Lead> dueFirst(int partition, int limit) {
        return leads.dueFirst(partition, limit);
    }

    /** Partitions went to another engine: what it writes isn't seen here. */
    public void forgetAll() {
        generation.incrementAndGet();
        cache.invalidateAll();
    }
}
