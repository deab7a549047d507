package dev.nudge.api.deadletter;

import com.mongodb.client.MongoCursor;
import dev.nudge.Topics;
import dev.nudge.api.kafka.KafkaProducerGateway;
import dev.nudge.api.kafka.KafkaProducerGateway.Entry;
import dev.nudge.api.security.Caller;
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
    private final KafkaProducerGateway producer;
    private final InstantSource clock;

    DeadLetterReplay(DeadLetters deadLetters, KafkaProducerGateway producer, InstantSource clock) {
        this.deadLetters = deadLetters;
        this.producer = producer;
        this.clock = clock;
    }

    /** Replays dead letters in the given order. */
    void originals(Caller caller, List<Document> letters) {
        append(caller, letters.stream().map(letter -> new Entry(Topics.LEAD_EVENTS,
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
        append(caller, List.of(Entry.of(event)));
        deadLetters.edited(caller, id, event, clock.instant());
        LOG.info("{} of {} replayed the dead letter {} with an edited value, as the event {}", caller.userId(),
                caller.organizationId(), id, event.id());
    }

    private void append(Caller caller, List<Entry> entries) {
        producer.append(entries, "the replay of " + entries.size() + " dead letters by " + caller.organizationId(),
                "Kafka did not acknowledge all records. Replay the dead letters again.");
    }
}
