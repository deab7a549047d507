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
 * Publishes every marked change at least once. It reads each document when it publishes it, so that the newest version
 * is published, and removes a marker only after its version is acknowledged. Several instances may do the same at the
 * same time: consumers ignore versions that they already have. Not thread-safe.
 * <p>
 * A document that is written before another, in an earlier outbox, is also published before it: outboxes are read from
 * the last to the first and appended from the first to the last. So consumers never receive an automation before its
 * creator's preference.
 */
public final class ChangePublisher {

    private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);
    private static final int BATCH = 100;

    private final ChangeTopic topic;
    private final List<Outbox> outboxes;
    /** Acknowledged changes whose markers are not yet removed, by record, so that they are not published again. */
    private final Map<Map<String, @Nullable Object>, Change> acknowledged = new LinkedHashMap<>();

    /** @param outboxes in publication order */
    public ChangePublisher(ChangeTopic topic, List<Outbox> outboxes) {
        this.topic = topic;
        this.outboxes = outboxes;
    }

    /** Publishes all marked changes. */
    public void sweep() throws BrokerUnavailableException {
        topic.ensure();
        while (removeMarker()) {
            // so that no change is published twice
        }
        sweepUpTo(outboxes.size() - 1);
    }

    /** Publishes the marked changes of an outbox and of the outboxes before it. */
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
     * Publishes the marked changes of these documents in one append. Their markers stay until {@link #removeMarker}, so
     * that callers that wait for the publication do not wait for their removal.
     *
     * @return the documents whose changes are all published
     */
    public Set<Written> publish(Collection<Written> documents) throws BrokerUnavailableException {
        Reading reading = new Reading();
        documents.stream().distinct().sorted(Comparator.comparingInt(this::rank).reversed()).forEach(reading::add);
        Set<Map<String, @Nullable Object>> read = new HashSet<>();
        // A document and a part of it have the same change.
        reading.changes.removeIf(change -> acknowledged.containsKey(change.json()) || !read.add(change.json()));
        reading.append();
        reading.changes.forEach(change -> acknowledged.put(change.json(), change));
        return reading.readable;
    }

    /**
     * Removes one marker of a published change.
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

    /** The number of markers to remove. */
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

        /** A document that cannot be read does not block others. */
        void add(Written document) {
            try {
                changes.addAll(0, document.changes());
                readable.add(document);
            } catch (MongoException unavailable) {
                throw unavailable;
            } catch (RuntimeException broken) {
                LOG.error("The change of document {} cannot be published and is retried", document.documentId(),
                        broken);
            }
        }

        void append() throws BrokerUnavailableException {
            if (changes.isEmpty()) {
                return;
            }
            try {
                topic.append(changes);
            } catch (BrokerUnavailableException refused) {
                if (!refused.isTooLarge()) {
                    throw refused;
                }
                appendEach();
            }
        }

        /** A change that is too large stays marked, and does not block others. */
        private void appendEach() throws BrokerUnavailableException {
            for (Change change : List.copyOf(changes)) {
                try {
                    topic.append(List.of(change));
                } catch (BrokerUnavailableException refused) {
                    if (!refused.isTooLarge()) {
                        throw refused;
                    }
                    LOG.error("The change of document {} is larger than Kafka accepts and is not published",
                            change.key(), refused);
                    changes.remove(change);
                    readable.removeIf(document -> document.documentId().equals(change.key()));
                }
            }
        }
    }
}
