package dev.nudge.api.idempotency;

import dev.nudge.api.web.RequestId;

/** What came of asking for a key. */
sealed interface Claim {

    /**
     * The request is to be done now.
     *
     * @param id what the key is kept under
     * @param holder who does it, until it takes so long that another may
     * @param requestId the same for everybody who ever does it
     */
    record Acquired(String id, String holder, RequestId requestId) implements Claim {}

    /** It was done. */
    record Answered(StoredResponse answer) implements Claim {}

    /** Somebody is at it. */
    record InProgress() implements Claim {}

    /** The key was used for another request. */
    record Mismatch() implements Claim {}
}
