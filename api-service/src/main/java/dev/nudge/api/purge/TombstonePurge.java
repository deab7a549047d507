package dev.nudge.api.purge;

import dev.nudge.api.automation.Automations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes automation tombstones that every engine has read (ADR 26). Template tombstones remain, because they hold the
 * version of a name. A run is bounded; the next run removes the rest. Several instances may run at the same time.
 */
final class TombstonePurge {

    private static final Logger LOG = LoggerFactory.getLogger(TombstonePurge.class);
    /** Small enough that one removal finishes well within an operation's timeout. */
    private static final int BATCH = 200;
    private static final int MOST_BATCHES = 50;

    private final Automations automations;
    private final Duration kept;
    private final InstantSource clock;

    TombstonePurge(Automations automations, Duration kept, InstantSource clock) {
        this.automations = automations;
        this.kept = kept;
        this.clock = clock;
    }

    /** @return the number of removed tombstones */
    long run() {
        Instant before = clock.instant().minus(kept);
        long removed = 0;
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            long removedNow = automations.purgeTombstones(before, BATCH);
            removed += removedNow;
            if (removedNow == 0) {
                break;
            }
        }
        if (removed > 0) {
            LOG.info("Removed {} automations that were deleted before {}", removed, before);
        }
        return removed;
    }
}
