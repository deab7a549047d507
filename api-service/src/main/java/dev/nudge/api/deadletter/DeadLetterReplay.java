package dev.nudge.api.deadletter;

import com.mongodb.client.MongoCursor;
import dev.nudge.Topics;
import dev.nudge.api.kafka.BrokerUnavailableException;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.security.Caller;
import dev.nudge.api.web.ProblemException;
import dev.nudge.event.LeadEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends dead letters to {@code lead.events} again: the original bytes with the original key, or an edited event. If
 * processing fails again, the engine creates another dead letter. A replay is recorded after Kafka has acknowledged the
 * records, so that it can be repeated.
 */
final class DeadLetterReplay {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterReplay.class);
    /** Limits memory, because a dead letter may have 256 KiB. */
    private static final int BATCH = 50;

    private final DeadLetters deadLetters;
    private final KafkaProducerGateway broker;
    private final InstantSource clock;

    DeadLetterReplay(DeadLetters deadLetters, KafkaProducerGateway broker, InstantSource clock) {
        this.deadLetters = deadLetters;
        this.broker = broker;
        this.clock = clock;
    }

    /** Replays dead letters in the given order. */
    void originals(Caller caller, List<Document> letters) {
        append(caller, letters.stream().map(letter -> new KafkaProducerGateway.Entry(Topics.LEAD_EVENTS,
                DeadLetters.bytes(letter, "key"), DeadLetters.bytes(letter, "value"))).toList());
        List<String> ids = letters.stream().map(letter -> letter.getString("_id")).toList();
        deadLetters.replayed(caller, ids, clock.instant());
        LOG.info("{} of {} replayed the dead letters {}", caller.userId(), caller.organizationId(), ids);
    }

    /** Replays the matching dead letters, the oldest first; those that fail again meanwhile are not among them. */
    int matching(Caller caller, DeadLetterFilter filter, int limit) {
        Instant start = clock.instant();
        int replayed = 0;
        try (MongoCursor<Document> found = deadLetters.toReplay(caller, filter, start).limit(limit).batchSize(BATCH)
                .iterator()) {
            List<Document> batch = new ArrayList<>(BATCH);
            while (found.hasNext()) {
                batch.add(found.next());
                if (batch.size() == BATCH || !found.hasNext()) {
                    originals(caller, batch);
                    replayed += batch.size();
                    batch.clear();
                }
            }
        }
        return replayed;
    }

    /** Appends the event instead of the original, which stays on record with the edited one and its editor. */
    void edited(Caller caller, String id, LeadEvent event) {
        append(caller, List.of(
                new KafkaProducerGateway.Entry(Topics.LEAD_EVENTS, event.key().leadId(), event.toJson())));
        deadLetters.edited(caller, id, event, clock.instant());
        LOG.info("{} of {} replayed the dead letter {} with an edited value, as the event {}", caller.userId(),
                caller.organizationId(), id, event.id());
    }

    private void append(Caller caller, List<KafkaProducerGateway.Entry> entries) {
        try {
            broker.append(entries);
        } catch (BrokerUnavailableException unavailable) {
            LOG.warn("The replay of {} dead letters by {} was not acknowledged: {}", entries.size(),
                    caller.organizationId(), unavailable.toString());
            throw ProblemException.unavailable("Kafka did not acknowledge all records. Replay the dead letters again.");
        }
    }
}
