package dev.nudge.api.ratelimit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The number of requests an organization may send to each instance of the API.
 *
 * @param requestsPerSecond the sustained rate; null: no limit
 * @param burst the maximum burst after a pause; null: the requests of one second, at least one
 */
@ConfigurationProperties("nudge.api.rate-limit")
record RateLimitProperties(@Nullable Double requestsPerSecond, @Nullable Integer burst) {

    private static final double SLOWEST = 0.001;
    private static final int MOST = 1_000_000;

    RateLimitProperties {
        if (requestsPerSecond != null && !(requestsPerSecond >= SLOWEST && requestsPerSecond <= MOST)) {
            throw new IllegalArgumentException("Expected nudge.api.rate-limit.requests-per-second from " + SLOWEST
                    + " to " + MOST + " but found " + requestsPerSecond + ".");
        }
        if (burst != null && (burst < 1 || burst > MOST)) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.rate-limit.burst from 1 to " + MOST + " but found " + burst + ".");
        }
        if (burst != null && requestsPerSecond == null) {
            throw new IllegalArgumentException("Expected nudge.api.rate-limit.requests-per-second beside"
                    + " nudge.api.rate-limit.burst but found none.");
        }
    }

    int burstOr(double perSecond) {
        return burst == null ? (int) Math.ceil(perSecond) : burst;
    }
}
