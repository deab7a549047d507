package dev.nudge.api.relay;

import com.mongodb.MongoException;
import dev.nudge.api.kafka.BrokerAwayException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes every marked change at least once. A document is read when it is published, so the newest version goes
 * out; a marker goes only when its version was acknowledged. Several instances may do the same at the same time: who
 * reads the topic ignores versions that it has. One thread at a time.
 */
public final class ChangePublisher {

    private static final Logger LOG = LoggerFactory.getLogger(ChangePublisher.class);
    private static final int BATCH = 100;

    private final ChangeTopic topic;

    public ChangePublisher(ChangeTopic topic) {
        this.topic = topic;
    }

    /** Publishes all that is marked. */
    public void sweep(List<Outbox> outboxes) throws BrokerAwayException {
        topic.ensure();
        for (Outbox outbox : outboxes) {
            List<String> ids = outbox.pending("", BATCH);
            while (!ids.isEmpty()) {
                publish(outbox, ids);
                ids = outbox.pending(ids.getLast(), BATCH);
            }
        }
    }

    public void publish(Outbox outbox, List<String> documentIds) throws BrokerAwayException {
        List<Change> changes = new ArrayList<>();
        for (String id : documentIds) {
            changes.addAll(changesOf(outbox, id));
        }
        if (!changes.isEmpty()) {
            topic.append(changes);
            changes.forEach(change -> change.published().run());
        }
    }

    /** A document that can't be read holds up no other. */
    private static List<Change> changesOf(Outbox outbox, String documentId) {
        try {
            return outbox.changesOf(documentId);
        } catch (MongoException away) {
            throw away;
        } catch (RuntimeException broken) {
            LOG.error("The change of {} can't be published; it is tried again", documentId, broken);
            return List.of();
        }
    }
}
