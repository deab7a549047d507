package dev.nudge.api.purge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The schedule for removing deleted documents.
 *
 * @param tombstonesKept how long a deleted automation's document is kept; longer than the 366 days that a run can
 *        wait for its next follow-up, so that the deletion is on record when it is due (C5)
 * @param firstAfter the time from the start of the process to the first run
 * @param interval the time from one run to the next
 */
@ConfigurationProperties("nudge.api.purge")
record PurgeProperties(@DefaultValue("400d") Duration tombstonesKept, @DefaultValue("1h") Duration firstAfter,
        @DefaultValue("24h") Duration interval) {

    private static final Duration LONGEST_WAIT = Duration.ofDays(366);

    PurgeProperties {
        if (tombstonesKept.compareTo(LONGEST_WAIT) <= 0) {
            throw new IllegalArgumentException("Expected nudge.api.purge.tombstones-kept of more than 366 days, which a"
                    + " run can wait for its next follow-up, but found " + tombstonesKept + ".");
        }
        if (firstAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.purge.first-after of at least 0s but found " + firstAfter + ".");
        }
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "Expected nudge.api.purge.interval of at least 1ms but found " + interval + ".");
        }
    }
}
