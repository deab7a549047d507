package dev.nudge.api.relay;

import com.mongodb.MongoException;
import dev.nudge.api.kafka.BrokerUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes every marked change at least once. A document is read when it is published, so the newest version goes
 * out; a marker goes only when its version was acknowledged. Several instances may do the same at the same time: who
 * reads the topic ignores versions that it has. One thread at a time.
 * <p>
 * A document that is written before another, in an outbox before the other's, is also published before it: outboxes are
 * read from the last to the first and appended from the first to the last. So no automation is known without its
 * creator's preference.
 */
public final class ChangePublisher {

    private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);
    private static final int BATCH = 100;

    private final ChangeTopic topic;
    private final List<Outbox> outboxes;
    /** Acknowledged, with markers that are still to be removed; by what was published, so that it is not done again. */
    private final Map<Map<String, @Nullable Object>, Change> acknowledged = new LinkedHashMap<>();

    /** @param outboxes in the order in which they are published */
    public ChangePublisher(ChangeTopic topic, List<Outbox> outboxes) {
        this.topic = topic;
        this.outboxes = outboxes;
    }

    /** Publishes all that is marked. */
    public void sweep() throws BrokerUnavailableException {
        topic.ensure();
        while (removeMarker()) {
            // so that nothing is published again because of it
        }
        sweepUpTo(outboxes.size() - 1);
    }

    /** What is marked in an outbox and in those before it. */
    private void sweepUpTo(int last) throws BrokerUnavailableException {
        if (last < 0) {
            return;
        }
        Outbox outbox = outboxes.get(last);
        List<String> ids = outbox.pending("", BATCH);
        while (!ids.isEmpty()) {
            Reading reading = new Reading();
            ids.forEach(id -> reading.add(new Written(outbox, id)));
            sweepUpTo(last - 1); // what these depend on was written before they were read
            reading.append();
            reading.changes.forEach(change -> change.published().run());
            ids = outbox.pending(ids.getLast(), BATCH);
        }
        sweepUpTo(last - 1);
    }

    /**
     * Publishes what is still marked of these documents, all in one append. Their markers stay until
     * {@link #removeMarker}, so that whoever waits for the publication does not wait for that, too.
     *
     * @return those of which everything is published
     */
    public Set<Written> publish(Collection<Written> documents) throws BrokerUnavailableException {
        Reading reading = new Reading();
        documents.stream().distinct().sorted(Comparator.comparingInt(this::rank).reversed()).forEach(reading::add);
        reading.changes.removeIf(change -> acknowledged.containsKey(change.json()));
        reading.append();
        reading.changes.forEach(change -> acknowledged.put(change.json(), change));
        return reading.readable;
    }

    /**
     * Removes one marker of what was published.
     *
     * @return whether there was one
     */
    public boolean removeMarker() {
        Iterator<Change> changes = acknowledged.values().iterator();
        if (!changes.hasNext()) {
            return false;
        }
        Change change = changes.next();
        changes.remove();
        change.published().run();
        return true;
    }

    /** How many markers are still to be removed. */
    int markersLeft() {
        return acknowledged.size();
    }

    private int rank(Written document) {
        return outboxes.indexOf(document.outbox());
    }

    /** The changes of several documents. */
    private final class Reading {
        private final List<Change> changes = new ArrayList<>();
        private final Set<Written> readable = new HashSet<>();

        /** A document that can't be read holds up no other. */
        void add(Written document) {
            try {
                changes.addAll(0, document.outbox().changesOf(document.documentId()));
                readable.add(document);
            } catch (MongoException away) {
                throw away;
            } catch (RuntimeException broken) {
                LOG.error("The change of {} can't be published; it is tried again", document.documentId(), broken);
            }
        }

        void append() throws BrokerUnavailableException {
            if (!changes.isEmpty()) {
                topic.append(changes);
            }
        }
    }
}
