package dev.nudge.api.ratelimit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How many requests an organization may make, of each instance of the API.
 *
 * @param requestsPerSecond in the long run; null: there is no limit
 * @param burst at once after a pause; null: as many as in a second, at least one
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
