package dev.nudge.patience;

import java.time.Duration;

/** What the product aims at is held to the aim; on a machine that others slow down, {@code -Dnudge.slack=5} allows more. */
public final class Patience {

    private static final int SLACK = Integer.getInteger("nudge.slack", 1);

    private Patience() {}

    /** What a test allows for what is to take so long at most. */
    public static Duration allowedFor(Duration aim) {
        return aim.multipliedBy(SLACK);
    }
}
