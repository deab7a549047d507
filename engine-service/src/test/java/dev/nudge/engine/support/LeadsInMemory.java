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
 * Leads behind a fence that is exactly the store's: a write is taken only where the position is still the one that was
 * read. The store can be away, stop half-way through a write, or lose its answer.
 */
public final class LeadsInMemory implements Leads {

    /** What a client of a real store throws. */
    public static final class StoreIsAway extends MongoTimeoutException {
        private static final long serialVersionUID = 1L;

        StoreIsAway() {
            super("the store doesn't answer");
        }
    }

    private static final Comparator<LeadKey> ORDER = Comparator.comparing(LeadKey::organizationId)
            .thenComparing(LeadKey::leadId);

    private final Map<LeadKey, StoredLead> documents = new TreeMap<>(ORDER);
    private final Set<LeadKey> spoilt = new HashSet<>();
    private final Consumer<String> journal;
    private boolean away;
    private @Nullable LeadKey failing;
    private Supplier<Throwable> defects = AssertionError::new;
    private @Nullable Predicate<LeadKey> writtenBeforeItIsLost;
    private @Nullable Runnable beforeNextWrite;
    private @Nullable Runnable beforeNextAnswer;
    private int reads;

    /** @param journal told of every lead that is written */
    public LeadsInMemory(Consumer<String> journal) {
        this.journal = journal;
    }

    public void goAway() {
        away = true;
    }

    /** From now on nothing that names this lead can be read, by a defect of the store's client for example. */
    public void failFor(LeadKey key, Supplier<Throwable> defect) {
        failing = key;
        defects = defect;
    }

    public void failForNone() {
        failing = null;
    }

    public void comeBack() {
        away = false;
    }

    /** The next write throws after it has written these leads. */
    public void loseNextAcknowledgement(Predicate<LeadKey> written) {
        writtenBeforeItIsLost = written;
    }

    /** No answer is lost any more. */
    public void answerAgain() {
        writtenBeforeItIsLost = null;
    }

    /** Its document isn't as the engine writes it any more, but for what its timers need. */
    public void spoil(LeadKey key) {
        spoilt.add(key);
    }

    public void repair(LeadKey key) {
        spoilt.remove(key);
    }

    /** Something happens between the next writer's read and its write. */
    public void beforeNextWrite(Runnable action) {
        beforeNextWrite = action;
    }

    /** Something happens while the store is asked which leads are due. */
    public void beforeNextAnswer(Runnable action) {
        beforeNextAnswer = action;
    }

    /** How many leads were asked for. */
    public int reads() {
        return reads;
    }

    public StoredLead stored(LeadKey key) {
        return Objects.requireNonNull(documents.get(key), () -> "no document of " + key);
    }

    /** Every document of another store, too. */
    public void takeOver(LeadsInMemory other) {
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
        keys.stream().filter(spoilt::contains).forEach(key -> unreadable.put(key, "The lead is spoilt."));
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
            throw new StoreIsAway();
        }
        return refused;
    }

    private boolean write(LeadKey key, LeadWrite write) {
        StoredLead before = documents.get(key);
        Position position = before == null ? null : before.position();
        // As in the store: a replacement of what isn't there inserts.
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
        if (away) {
            throw new StoreIsAway();
        }
    }
}
