package dev.nudge.engine.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider is asked at all for an organization. After five failures in a row the circuit is open for ten
 * seconds; then one message is tried, and each trial that fails doubles the pause, up to five minutes. Not thread-safe.
 */
final class CircuitBreaker {

    private static final int FAILURES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    /** After this time without a result, a trial counts as failed. */
    private static final Duration TRIAL = Duration.ofMinutes(1);

    private int failures;
    private Duration pause = FIRST_PAUSE;
    private @Nullable Instant openUntil;
    private boolean hasTrial;

    /** Until when no message may be handed over; null when one may. */
    @Nullable
    Instant openUntil(Instant now) {
        return openUntil == null || !openUntil.isAfter(now) ? null : openUntil;
    }

    /** A message is handed over. After a pause it is a trial, which holds back the others. */
    void started(Instant now) {
        if (openUntil != null) {
            hasTrial = true;
            openUntil = now.plus(TRIAL);
        }
    }

    /** The message was not handed over after all. */
    void cancelled(Instant now) {
        if (hasTrial) {
            hasTrial = false;
            openUntil = now;
        }
    }

    void succeeded() {
        failures = 0;
        pause = FIRST_PAUSE;
        openUntil = null;
        hasTrial = false;
    }

    void failed(Instant now) {
        failures++;
        if (openUntil == null) {
            openUntil = failures < FAILURES ? null : now.plus(pause);
        } else if (hasTrial) {
            hasTrial = false;
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            openUntil = now.plus(pause);
        }
    }
}
