package dev.nudge.api.lead;

import dev.nudge.api.security.Caller;
import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.api.web.Query;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an opt-out is lifted: {@code reason} in the query or in the body. An opt-out that the person sent is lifted only
 * by an admin, and only with a reason.
 */
public final class LiftingReason {

    private static final String REASON = "reason";
    private static final int MAX_LENGTH = 500;

    private LiftingReason() {}

    /**
     * @param isOfPerson whether the person sent the opt-out
     * @throws ProblemException (403) when the caller may not lift it, (400) when the reason is missing or invalid
     */
    public static Optional<String> read(Caller caller, boolean isOfPerson, Query query, JsonBody body) {
        if (isOfPerson && !caller.isAdmin()) {
            throw ProblemException.forbidden("Only an admin can lift an opt-out that the person sent.");
        }
        query.allowOnly(REASON);
        Optional<String> inQuery = query.text(REASON);
        query.check();
        Map<String, @Nullable Object> sent = new LinkedHashMap<>(body.optionalObject());
        inQuery.ifPresent(reason -> sent.putIfAbsent(REASON, reason));
        JsonObject json = JsonObject.of(sent);
        json.allowOnly(Set.of(REASON));
        Optional<String> reason = Optional.ofNullable(json.text(REASON, MAX_LENGTH)).map(String::strip)
                .filter(text -> !text.isEmpty());
        Violations violations = json.violations();
        if (reason.isEmpty() && isOfPerson && violations.isEmpty()) {
            json.violation(REASON, Violation.REQUIRED,
                    "The person sent this opt-out. Give the \"reason\" for lifting it.");
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return reason;
    }
}
