package dev.nudge.engine.support;

import com.mongodb.MongoTimeoutException;
import dev.nudge.engine.lead.LeadWrite;
import dev.nudge.engine.lead.Leads;
import dev.nudge.engine.lead.UnreadableLeadsException;
import dev.nudge.event.LeadKey;
import dev.nudge.infrastructure.lead.Position;
import dev.nudge.infrastructure.lead.StoredLead;
import dev.nudge.lead.Lead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Leads behind the same fence as in the database: a write is accepted only if the position is still the one that was
 * read. The database can be unavailable, fail half-way through a write, or lose an acknowledgement.
 */
public final class LeadsInMemory implements Leads {

    /** As thrown by a client of a real database. */
    public static final class DatabaseUnavailableException extends MongoTimeoutException {
        private static final long serialVersionUID = 1L;

        DatabaseUnavailableException() {
            super("the database does not respond");
        }
    }

    private static final Comparator<LeadKey> ORDER = Comparator.comparing(LeadKey::organizationId)
            .thenComparing(LeadKey::leadId);

    private final Map<LeadKey, StoredLead> documents = new TreeMap<>(ORDER);
    private final Set<LeadKey> corrupt = new HashSet<>();
    private final Consumer<String> journal;
    private boolean unavailable;
    private @Nullable LeadKey failing;
    private Supplier<Throwable> defects = AssertionError::new;
    private @Nullable Predicate<LeadKey> writtenBeforeItIsLost;
    private @Nullable Runnable beforeNextWrite;
    private @Nullable Runnable beforeNextAnswer;
    private int reads;

    /** @param journal receives every write */
    public LeadsInMemory(Consumer<String> journal) {
        this.journal = journal;
    }

    public void becomeUnavailable() {
        unavailable = true;
    }

    /** From now on reads and writes that include this lead fail, for example because of a defect in the client. */
    public void failFor(LeadKey key, Supplier<Throwable> defect) {
        failing = key;
        defects = defect;
    }

    public void failForNone() {
        failing = null;
    }

    public void becomeAvailable() {
        unavailable = false;
    }

    /** The next write throws after it has written these leads. */
    public void loseNextAcknowledgement(Predicate<LeadKey> written) {
        writtenBeforeItIsLost = written;
    }

    /** No acknowledgement is lost any more. */
    public void keepAcknowledgements() {
        writtenBeforeItIsLost = null;
    }

    /** The document cannot be read any more, except for its timers. */
    public void corrupt(LeadKey key) {
        corrupt.add(key);
    }

    public void repair(LeadKey key) {
        corrupt.remove(key);
    }

    /** Runs an action between the next writer's read and its write. */
    public void beforeNextWrite(Runnable action) {
        beforeNextWrite = action;
    }

    /** Runs an action during the next query of due leads. */
    public void beforeNextAnswer(Runnable action) {
        beforeNextAnswer = action;
    }

    /** The number of leads that were read. */
    public int reads() {
        return reads;
    }

    public StoredLead stored(LeadKey key) {
        return Objects.requireNonNull(documents.get(key), () -> "no document of " + key);
    }

    /** Stores a document without a fence, as another version of the engine did. */
    public void store(StoredLead lead) {
        documents.put(lead.lead().key(), lead);
    }

    /** Adds every document of another instance. */
    public void copyFrom(LeadsInMemory other) {
        documents.putAll(other.documents);
    }

    /** Every lead as it is now. */
    public Map<LeadKey, Lead> all() {
        Map<LeadKey, Lead> leads = new TreeMap<>(ORDER);
        documents.forEach((key, stored) -> leads.put(key, stored.lead()));
        return leads;
    }

    @Override
    public Map<LeadKey, StoredLead> find(Collection<LeadKey> keys) {
        answer();
        if (failing != null && keys.contains(failing)) {
            throw thrown(defects.get());
        }
        reads += keys.size();
        Map<LeadKey, String> unreadable = new HashMap<>();
        keys.stream().filter(corrupt::contains).forEach(key -> unreadable.put(key, "The document is corrupt."));
        if (!unreadable.isEmpty()) {
            throw new UnreadableLeadsException(unreadable);
        }
        Map<LeadKey, StoredLead> found = new HashMap<>();
        keys.stream().filter(documents::containsKey).forEach(key -> found.put(key, stored(key)));
        return found;
    }

    @Override
    public Set<LeadKey> write(Collection<LeadWrite> writes) {
        answer();
        Runnable action = beforeNextWrite;
        beforeNextWrite = null;
        run(action);
        Predicate<LeadKey> lost = writtenBeforeItIsLost;
        writtenBeforeItIsLost = null;
        Set<LeadKey> refused = new HashSet<>();
        for (LeadWrite write : writes) {
            LeadKey key = write.lead().lead().key();
            if ((lost == null || lost.test(key)) && !write(key, write)) {
                refused.add(key);
            }
        }
        if (lost != null) {
            throw new DatabaseUnavailableException();
        }
        return refused;
    }

    private boolean write(LeadKey key, LeadWrite write) {
        StoredLead before = documents.get(key);
        Position position = before == null ? null : before.position();
        // As in the database: replacing a missing document inserts it.
        if (position != null && !position.equals(write.read())) {
            journal.accept("refused " + key.leadId());
            return false;
        }
        documents.put(key, write.lead());
        journal.accept("wrote " + key.leadId());
        return true;
    }

    @Override
    public List<Lead> dueFirst(int partition, int limit) {
        answer();
        Runnable action = beforeNextAnswer;
        beforeNextAnswer = null;
        run(action);
        List<Lead> due = new ArrayList<>(documents.values().stream()
                .filter(stored -> stored.position().partition() == partition).map(StoredLead::lead)
                .filter(lead -> lead.nextDueAt().isPresent()).toList());
        due.sort(Comparator.comparing(lead -> lead.nextDueAt().orElseThrow()));
        return due.subList(0, Math.min(limit, due.size()));
    }

    private static RuntimeException thrown(Throwable defect) {
        if (defect instanceof Error error) {
            throw error;
        }
        return (RuntimeException) defect;
    }

    private static void run(@Nullable Runnable action) {
        if (action != null) {
            action.run();
        }
    }

    private void answer() {
        if (unavailable) {
            throw new DatabaseUnavailableException();
        }
    }
}
