package dev.nudge.engine.delivery;

import dev.nudge.engine.provider.LookUpResult;
import dev.nudge.engine.provider.SendResult;
import dev.nudge.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a look-up of an attempt whose result is unknown, which is the last one in its message's history
 * (G2).
 */
final class LookUpRules {

    private static final Duration SHORTEST_BACKOFF = Duration.ofSeconds(10);
    /** The other message's result may be known soon. */
    private static final Duration AMBIGUITY = Duration.ofMinutes(1);

    private final ProviderRoutes routes;

    LookUpRules(ProviderRoutes routes) {
        this.routes = routes;
    }

    /** What a look-up says about the attempt whose result is unknown, which is the last one in the history. */
    Outcome of(Attempt attempt, LookUpResult result, Instant now) {
        return switch (result) {
            case LookUpResult.Found(SendResult.Accepted accepted, SendResult.Rejected failure) -> {
                MessageState reached = failure == null
                        ? MessageState.SENT
                        : failure.cause() == SendResult.Cause.OPTED_OUT ? MessageState.OPTED_OUT : MessageState.FAILED;
                Map<String, @Nullable Object> values = failure == null
                        ? OutcomeRules.sent(attempt.message(), now)
                        : OutcomeRules.finished(reached, now);
                if (failure != null) {
                    values.putAll(OutcomeRules.provided(failure.code(), failure.text()));
                    values.put("reason", reached == MessageState.FAILED ? failure.text() : null);
                }
                values.put("providerId", accepted.providerId());
                values.put("segments", accepted.segments());
                Outcome found = lookedUp(attempt, values, "FOUND", reached);
                yield reached == MessageState.OPTED_OUT ? OutcomeRules.optedOut(found) : found;
            }
            case LookUpResult.NotFound() -> {
                Map<String, @Nullable Object> values = OutcomeRules.finished(MessageState.FAILED, now);
                values.put("reason", "The provider has not taken the message. It can be retried.");
                yield lookedUp(attempt, values, "NOT_FOUND", MessageState.FAILED);
            }
            case LookUpResult.Unavailable _ -> lookUpAgain(attempt, "UNAVAILABLE", backoff(attempt, now), now);
            case LookUpResult.Ambiguous() -> lookUpAgain(attempt, "AMBIGUOUS", AMBIGUITY, now);
        };
    }

    private Outcome lookUpAgain(Attempt attempt, String lookUp, Duration wait, Instant now) {
        Map<String, @Nullable Object> values = new HashMap<>();
        Instant next = now.plus(wait);
        boolean isInTime = next.isBefore(attempt.latest().plus(routes.pace(attempt.provider()).maxAge()));
        values.put("nextAttemptAt", isInTime ? Date.from(next) : null);
        Outcome outcome = lookedUp(attempt, values, lookUp, null);
        return isInTime
                ? new Outcome(outcome.message(), outcome.change(), null,
                        OutcomeRules.changed(attempt.message(), outcome.change()),
                        false, false)
                : outcome;
    }

    /** As long as the attempt is old, from ten seconds to an hour. */
    private static Duration backoff(Attempt attempt, Instant now) {
        Duration age = Duration.between(attempt.latest(), now);
        if (age.compareTo(SHORTEST_BACKOFF) < 0) {
            return SHORTEST_BACKOFF;
        }
        return age.compareTo(OutcomeRules.LONGEST_BACKOFF) < 0 ? age : OutcomeRules.LONGEST_BACKOFF;
    }

    private static Outcome lookedUp(Attempt attempt, Map<String, @Nullable Object> values, String lookUp,
            @Nullable MessageState reached) {
        int last = Attempt.history(attempt.message()).size() - 1;
        if (last >= 0) {
            values.put("attempts." + last + ".lookUp", lookUp);
        }
        return new Outcome(attempt.message(), new MessageChange(attempt.message().getString("_id"),
                List.of(MessageState.UNKNOWN.name()), attempt.claim(), values, null), reached, null, false, false);
    }
}
