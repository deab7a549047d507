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
 * Caches the documents that were written last, so that they need not be read for the next event. A cached document may
 * be out of date when another engine has written the lead; the fence then refuses the write, and the lead is read
 * again. After a failed write the stored document is unknown, so nothing is cached.
 */
public final class CachedLeads implements Leads {

    private record CachedLead(StoredLead lead, int bytes) {}

    private final Leads leads;
    private final Cache<LeadKey, CachedLead> cache;
    private final AtomicLong generation = new AtomicLong();

    /** @param maxBytes maximum total size of the cached documents */
    public CachedLeads(Leads leads, long maxBytes) {
        this.leads = leads;
        this.cache = Caffeine.newBuilder().maximumWeight(maxBytes)
                .weigher((LeadKey key, CachedLead cached) -> cached.bytes()).build();
    }

    @Override
    public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
        Map<LeadKey, CachedLead> cached = cache.getAllPresent(keys);
        Map<LeadKey, StoredLead> found = HashMap.newHashMap(keys.size());
        cached.forEach((key, known) -> found.put(key, known.lead()));
        List<LeadKey> unknown = keys.stream().filter(key -> !cached.containsKey(key)).toList();
        if (!unknown.isEmpty()) {
            found.putAll(leads.find(unknown));
        }
        return found;
    }

    @Override
    public Set<LeadKey> write(Collection<LeadWrite> writes) {
        long before = generation.get();
        // Invalidated first, so that a write without an answer leaves nothing in the cache.
        cache.invalidateAll(writes.stream().map(LeadWrite::key).toList());
        Set<LeadKey> refused = leads.write(writes);
        if (generation.get() == before) {
            writes.stream().filter(write -> !refused.contains(write.key()))
                    .forEach(write -> cache.put(write.key(), new CachedLead(write.lead(), write.bytes())));
        }
        return refused;
    }

    @Override
    public List<Lead> dueFirst(int partition, int limit) {
        return leads.dueFirst(partition, limit);
    }

    /** To be called when partitions move between engines: writes of other engines do not update this cache. */
    public void clear() {
        generation.incrementAndGet();
        cache.invalidateAll();
    }
}
