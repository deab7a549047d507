package dev.nudge.api.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bucket of tokens for each name: it begins full, each request takes one, and they come back at a steady rate. Of the
 * names that were heard of last, up to a bound; who was forgotten begins anew. Thread-safe.
 */
final class TokenBuckets {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long nanosPerToken;
    private final int size;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets;

    /** @param remembered how many names */
    TokenBuckets(double perSecond, int size, int remembered, InstantSource clock) {
        this.nanosPerToken = Math.round(NANOS_PER_SECOND / perSecond);
        this.size = size;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> leastRecent) {
                return size() > remembered;
            }
        };
    }

    /** @param nanosToFull what is missing, as the time in which it comes back */
    private record Bucket(long nanosToFull, Instant at) {}

    /**
     * What came of a request.
     *
     * @param taken whether there was a token for it
     * @param left whole tokens that are left
     * @param secondsToNext until there is a whole token, rounded up; 0 when there is one
     * @param secondsToFull until all of them are back, rounded up
     */
    record Take(boolean taken, int left, long secondsToNext, long secondsToFull) {}

    synchronized Take take(String name) {
        Instant now = clock.instant();
        Bucket bucket = buckets.getOrDefault(name, new Bucket(0, now));
        // A clock that was set back brings nothing and takes nothing.
        long elapsed = Math.max(0, Duration.between(bucket.at(), now).toNanos());
        long nanosToFull = Math.max(0, bucket.nanosToFull() - elapsed);
        boolean taken = nanosToFull <= (size - 1) * nanosPerToken;
        if (taken) {
            nanosToFull += nanosPerToken;
        }
        buckets.put(name, new Bucket(nanosToFull, now));
        return new Take(taken, (int) ((size * nanosPerToken - nanosToFull) / nanosPerToken),
                seconds(nanosToFull - (size - 1) * nanosPerToken), seconds(nanosToFull));
    }

    /** In how many seconds an empty bucket is full. */
    long secondsToFill() {
        return seconds(size * nanosPerToken);
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(Math.max(0, nanos), NANOS_PER_SECOND);
    }

    synchronized int remembered() {
        return buckets.size();
    }
}
