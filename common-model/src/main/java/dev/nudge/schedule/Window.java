package dev.nudge.schedule;

import java.time.Instant;

/** A time interval from an opening (inclusive) to a closing (exclusive) (W1). */
public record Window(Instant opening, Instant closing) {

    boolean contains(Instant instant) {
        return !instant.isBefore(opening) && instant.isBefore(closing);
    }

    boolean isEmpty() {
        return !opening.isBefore(closing);
    }
}
