package dev.nudge.engine.delivery;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Claims messages for attempts, and remembers the claims that the database did not confirm: it may have stored them,
 * and none of their attempts has begun. Not thread-safe.
 */
final class Claims {

    /** What is remembered of an outage. */
    private static final int MOST_UNCONFIRMED = 10_000;

    private final StoredMessages messages;
    private final Set<String> unconfirmed = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_UNCONFIRMED;
        }
    });

    Claims(StoredMessages messages) {
        this.messages = messages;
    }

    /** As {@link StoredMessages#claim}. */
    Set<String> claim(List<String> ids, String provider, String claim, Instant now, Instant leaseEnd) {
        try {
            return messages.claim(ids, provider, claim, now, leaseEnd);
        } catch (RuntimeException failure) {
            unconfirmed.add(claim);
            throw failure;
        }
    }

    /** Whether the database did not confirm the claim, so that no attempt followed. */
    boolean isUnconfirmed(String claim) {
        return unconfirmed.contains(claim);
    }
}
