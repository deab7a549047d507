package dev.nudge.reliability.simulation;

import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.lead.Leads;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.LeadDocumentReader;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.lead.Lead;
import dev.nudge.reliability.simulation.Network.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.jspecify.annotations.Nullable;

/** The leads' documents behind the database's fence, stored as the bytes that the engine writes. */
final class SimulatedLeads {

    /**
     * A write that the fence accepted.
     *
     * @param view the configuration that the writer knew when it decided
     */
    record Accepted(@Nullable Position before, Position after, KnownConfiguration.View view) {}

    static final Comparator<LeadKey> ORDER = Comparator.comparing(LeadKey::organizationId)
            .thenComparing(LeadKey::leadId);
    private static final DocumentCodec CODEC = new DocumentCodec();

    private final Map<LeadKey, RawBsonDocument> documents = new TreeMap<>(ORDER);
    private final Map<LeadKey, StoredLead> written = new HashMap<>();
    private final Map<LeadKey, List<Accepted>> accepted = new HashMap<>();
    private final Map<LeadKey, Instant> nextDue = new TreeMap<>(ORDER);
    private final Network network;

    SimulatedLeads(Network network) {
        this.network = network;
    }

    Set<LeadKey> keys() {
        return documents.keySet();
    }

    /** The document before serialization. */
    StoredLead written(LeadKey key) {
        return Objects.requireNonNull(written.get(key));
    }

    /** The document as the engine reads it. */
    StoredLead stored(LeadKey key) {
        Document document = Objects.requireNonNull(documents.get(key)).decode(CODEC);
        return LeadDocumentReader.stored(document);
    }

    List<Lead> all() {
        return documents.keySet().stream().map(key -> stored(key).lead()).toList();
    }

    List<Accepted> writesOf(LeadKey key) {
        return accepted.getOrDefault(key, List.of());
    }

    /** The earliest due instant of all timers. */
    Optional<Instant> nextDue() {
        return nextDue.values().stream().min(Comparator.naturalOrder());
    }

    /** The database, accessed by a process. */
    Leads of(Host host, KnownConfiguration known) {
        return new Leads() {
            @Override
            public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
                return network.call(host, Part.STORE, "find leads", sure -> {
                    Map<LeadKey, StoredLead> found = new HashMap<>();
                    keys.stream().filter(documents::containsKey).forEach(key -> found.put(key, stored(key)));
                    return found;
                });
            }

            @Override
            public Set<LeadKey> write(Collection<LeadWrite> writes) {
                KnownConfiguration.View view = known.view();
                return network.call(host, Part.STORE, "write leads", sure -> {
                    Set<LeadKey> refused = new HashSet<>();
                    for (LeadWrite write : writes) {
                        if (sure.test(write) && !take(write, view)) {
                            refused.add(write.lead().lead().key());
                        }
                    }
                    return refused;
                });
            }

            @Override
            public List<Lead> dueFirst(int partition, int limit) {
                return network.call(host, Part.STORE, "ask what is due", sure -> due(partition, limit));
            }
        };
    }

    private boolean take(LeadWrite write, KnownConfiguration.View view) {
        LeadKey key = write.lead().lead().key();
        Position before = written.containsKey(key) ? written(key).position() : null;
        if (before != null && !before.equals(write.read())) {
            return false;
        }
        documents.put(key, write.document());
        written.put(key, write.lead());
        accepted.computeIfAbsent(key, any -> new ArrayList<>()).add(new Accepted(before, write.lead().position(),
                view));
        write.lead().lead().nextDueAt().ifPresentOrElse(due -> nextDue.put(key, due), () -> nextDue.remove(key));
        return true;
    }

    private List<Lead> due(int partition, int limit) {
        return nextDue.entrySet().stream()
                .filter(due -> written(due.getKey()).position().partition() == partition)
                .sorted(Map.Entry.comparingByValue()).limit(limit).map(due -> stored(due.getKey()).lead()).toList();
    }
}
