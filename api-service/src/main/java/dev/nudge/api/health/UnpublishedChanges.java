package dev.nudge.api.health;

import dev.nudge.api.relay.Outbox;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration changes that are not published yet, and since when. Documents have a marker and no instant;
 * therefore a change counts from the first look at which its marker was found. Used by one thread.
 */
final class UnpublishedChanges {

    private static final int MAX_DOCUMENTS = 1_000;

    private final List<Outbox> outboxes;
    private Map<Marker, Instant> known = Map.of();

    UnpublishedChanges(List<Outbox> outboxes) {
        this.outboxes = outboxes;
    }

    private record Marker(Outbox outbox, String documentId) {}

    /**
     * @param documents with a marker, at most 1,000 of each collection
     * @param since when the first of them was found; null without any
     */
    record Found(int documents, @Nullable Instant since) {}

    Found look(Instant now) {
        Map<Marker, Instant> found = new HashMap<>();
        for (Outbox outbox : outboxes) {
            outbox.pending("", MAX_DOCUMENTS).stream().map(id -> new Marker(outbox, id))
                    .forEach(marker -> found.put(marker, known.getOrDefault(marker, now)));
        }
        known = found;
        return new Found(found.size(), found.values().stream().min(Comparator.naturalOrder()).orElse(null));
    }
}
