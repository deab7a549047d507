package dev.nudge.patience;

import java.time.Duration;

/**
 * Time limits of tests for the performance goals of the product; {@code -Dnudge.slack=5} multiplies them for slow or
 * busy machines.
 */
public final class Patience {

    private static final int SLACK = Integer.getInteger("nudge.slack", 1);

    private Patience() {}

    /** The time that a test allows for an operation with the given goal. */
    public static Duration allowedFor(Duration aim) {
        return aim.multipliedBy(SLACK);
    }
}
