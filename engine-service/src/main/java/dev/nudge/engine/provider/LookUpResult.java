package dev.nudge.engine.provider;

import org.jspecify.annotations.Nullable;

/** What a provider answers about a message that was handed over with an unknown result. */
public sealed interface LookUpResult {

    /**
     * The provider has taken the message. What became of it since arrives as a callback, or is in {@code failure}.
     *
     * @param failure the provider's refusal after it had taken the message; null without one
     */
    record Found(SendResult.Accepted accepted, SendResult.@Nullable Rejected failure) implements LookUpResult {}

    /** The provider knows no such message: it has certainly not taken it. */
    record NotFound() implements LookUpResult {}

    /** The provider did not answer, or its answer is not certain. */
    record Unavailable(String text) implements LookUpResult {}

    /** It may be another message of ours, with the same recipient and text, whose result is not known either. */
    record Ambiguous() implements LookUpResult {}
}
