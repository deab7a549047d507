package dev.nudge.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time interval from an opening (inclusive) to a closing (exclusive) (W1).
 *
 * @param closing null when it never closes
 */
public record Window(Instant opening, @Nullable Instant closing) {

    boolean contains(Instant instant) {
        return !instant.isBefore(opening) && (closing == null || instant.isBefore(closing));
    }
}
