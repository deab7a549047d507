package dev.nudge.patience;

import java.time.Duration;

/**
 * A build shares its machine, and a slow one proves nothing about the product: what the product aims at is held to
 * several times the aim. {@code -Dnudge.slack=1} holds it to the aim itself.
 */
public final class Patience {

    private static final int SLACK = Integer.getInteger("nudge.slack", 5);

    private Patience() {}

    /** What a test allows for what is to take so long at most on a machine of its own. */
    public static Duration allowedFor(Duration aim) {
        return aim.multipliedBy(SLACK);
    }
}
