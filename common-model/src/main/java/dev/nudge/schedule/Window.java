package dev.nudge.schedule;

import java.time.Instant;

/** The instants from an opening, which is in it, to a closing, which isn't (W1). */
public record Window(Instant opening, Instant closing) {

    boolean contains(Instant instant) {
        return !instant.isBefore(opening) && instant.isBefore(closing);
    }

    boolean isEmpty() {
        return !opening.isBefore(closing);
    }
}
