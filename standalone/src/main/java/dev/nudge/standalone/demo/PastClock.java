package dev.nudge.standalone.demo;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that is set, and never runs backwards. */
final class PastClock implements InstantSource {

    private volatile Instant now;

    PastClock(Instant begin) {
        this.now = begin;
    }

    void advanceTo(Instant instant) {
        if (instant.isAfter(now)) {
            now = instant;
        }
    }

    @Override
    public Instant instant() {
        return now;
    }
}
