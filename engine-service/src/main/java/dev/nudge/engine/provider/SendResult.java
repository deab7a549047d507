package dev.nudge.engine.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an attempt to hand a message over. */
public sealed interface SendResult {

    /**
     * The provider has taken the message.
     *
     * @param providerId the provider's id of the message; null if it gives none
     * @param segments how many SMS segments the provider counts; null if it does not say
     */
    record Accepted(@Nullable String providerId, @Nullable Integer segments) implements SendResult {}

    /**
     * The provider has certainly not taken the message.
     *
     * @param code the provider's code, or one of Nudge's in capitals, such as {@code CONNECTION}
     * @param text the provider's explanation, without secrets
     */
    record Rejected(String code, String text, Cause cause) implements SendResult {}

    /**
     * The provider has not taken the message because it gets too many.
     *
     * @param code as in {@link Rejected}
     * @param retryAfter how long the provider asks to wait, a second to an hour; null if it does not say
     */
    record Throttled(String code, String text, @Nullable Duration retryAfter) implements SendResult {

        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofHours(1);

        public Throttled {
            if (retryAfter != null) {
                retryAfter = retryAfter.compareTo(SHORTEST) < 0
                        ? SHORTEST
                        : retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
            }
        }
    }

    /**
     * The provider may have taken the message: the call broke off after the request may have arrived (G2).
     *
     * @param code as in {@link Rejected}
     */
    record Unknown(String code, String text) implements SendResult {}

    /** Why a message was refused, which decides what follows. */
    enum Cause {
        /** A later attempt may succeed (G3), at this provider or another one. */
        TEMPORARY,
        /** The recipient or the message cannot be served; no provider would. */
        RECIPIENT,
        /** The recipient has opted out at the provider. */
        OPTED_OUT,
        /**
         * The address of the webhook is gone for good (410): nothing more is sent to it until the organization saves it
         * again.
         */
        GONE,
        /** The provider or its account cannot serve, for example because of its credentials; another one may. */
        PROVIDER
    }
}
