package dev.nudge.api.ratelimit;

import dev.nudge.api.ratelimit.TokenBuckets.Take;
import dev.nudge.api.web.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Limits requests that are authenticated by a signature. They have the rate of an organization's own requests, and do
 * not count as such: what providers send does not keep users out.
 */
public final class CallbackRate {

    private final @Nullable TokenBuckets buckets;

    /** @param buckets null: no limit */
    CallbackRate(@Nullable TokenBuckets buckets) {
        this.buckets = buckets;
    }

    /**
     * Counts a request.
     *
     * @param name what is limited: an organization, or one link
     * @throws ProblemException (429) when there were too many
     */
    public void take(String name, HttpServletResponse response) {
        if (buckets == null) {
            return;
        }
        Take take = buckets.take(name);
        if (!take.taken()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(take.secondsToNext()));
            throw ProblemException.rateLimited("Too many requests were sent. The next one is allowed in "
                    + take.secondsToNext() + " s.");
        }
    }
}
