package dev.nudge.api.idempotency;

import dev.nudge.api.web.RequestId;

/** The result of claiming an idempotency key. */
sealed interface Claim {

    /**
     * The caller must process the request now.
     *
     * @param id the id of the key's document
     * @param holder the id of this attempt; another attempt can replace it after a timeout
     * @param requestId the same for all attempts
     */
    record Acquired(String id, String holder, RequestId requestId) implements Claim {}

    /** The request is complete. */
    record Answered(StoredResponse answer) implements Claim {}

    /** Another attempt is processing the request. */
    record InProgress() implements Claim {}

    /** The key was used for a different request. */
    record Mismatch() implements Claim {}
}
