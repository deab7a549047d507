package dev.nudge.api.purge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The schedule for removing deleted documents.
 *
 * @param tombstonesKept how long a deleted automation's document is kept; longer than the 7 days for which
 *        {@code automation.events} keeps its records, so that every engine has read the deletion
 * @param firstAfter the time from the start of the process to the first run
 * @param interval the time from one run to the next
 */
@ConfigurationProperties("nudge.api.purge")
record PurgeProperties(@DefaultValue("30d") Duration tombstonesKept, @DefaultValue("1h") Duration firstAfter,
        @DefaultValue("24h") Duration interval) {

    private static final Duration RECORDS_KEPT = Duration.ofDays(7);

    PurgeProperties {
        if (tombstonesKept.compareTo(RECORDS_KEPT) <= 0) {
            throw new IllegalArgumentException("Expected nudge.api.purge.tombstones-kept of more than 7 days, for which"
                    + " automation.events keeps its records, but found " + tombstonesKept + ".");
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
