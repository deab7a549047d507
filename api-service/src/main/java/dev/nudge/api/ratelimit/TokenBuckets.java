package dev.nudge.api.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each name: it starts full, each request takes one token, and tokens refill at a steady rate. The
 * most recently used names are remembered, up to a bound; a forgotten name starts with a full bucket. Thread-safe.
 */
final class TokenBuckets {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long nanosPerToken;
    private final int size;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets;

    /** @param remembered the maximum number of names */
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

    /** @param nanosToFull the time until the bucket is full */
    private record Bucket(long nanosToFull, Instant at) {}

    /**
     * The result of a request.
     *
     * @param taken whether a token was available
     * @param left the remaining whole tokens
     * @param secondsToNext the time until a whole token is available, rounded up; 0 if one is
     * @param secondsToFull the time until the bucket is full, rounded up
     */
    record Take(boolean taken, int left, long secondsToNext, long secondsToFull) {}

    synchronized Take take(String name) {
        Instant now = clock.instant();
        Bucket bucket = buckets.getOrDefault(name, new Bucket(0, now));
        // If the clock is set back, no time has elapsed.
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

    /** The time in which an empty bucket fills. */
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
