package dev.nudge.engine.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Transports messages, of one or more channels. Implementations are thread-safe: many messages are sent at a time, each
 * on a thread of its own that may block.
 */
public interface MessageProvider extends AutoCloseable {

    /** How many look-ups an engine makes at a time, besides the attempts. */
    int LOOK_UPS = 16;

    /**
     * Hands a message over and waits for the answer, at most for the provider's time-out. It makes one attempt: the
     * caller decides about others.
     *
     * @return what the provider answered; {@link SendResult.Unknown} when the message may have been taken. An exception
     *         means the same
     */
    SendResult send(OutboundMessage message);

    /**
     * Whether the provider recognises a message's id, so that a message whose outcome is unknown can be handed over
     * again (G1).
     */
    default boolean recognisesRepeats() {
        return false;
    }

    /** Whether the provider can be asked what became of a message (G2). */
    default boolean canLookUp() {
        return false;
    }

    /** How long after an attempt with an unknown result the provider is asked first. */
    default Duration lookUpAfter() {
        return Duration.ofSeconds(30);
    }

    /**
     * Asks the provider what became of a message that was handed over with an unknown result.
     *
     * @param earliest when the message may have been handed over first
     * @param latest when the message may have been handed over last; of a single attempt, the same instant
     * @param isOfAnotherMessage whether a provider's id is known to belong to another message, for example one with the
     *        same text
     */
    default LookUpResult lookUp(OutboundMessage message, Instant earliest, Instant latest,
            Predicate<String> isOfAnotherMessage) {
        return new LookUpResult.Unavailable("This provider cannot be asked.");
    }

    @Override
    default void close() {}
}
