package dev.nudge.api.web;

import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import java.util.List;

/** Ends a request with a problem response. It is an expected result, so it has no stack trace and is not logged. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    private ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    public static ProblemException invalid(List<Violation> violations) {
        int count = Violations.count(violations);
        String detail = count == 1
                ? violations.getFirst().message()
                : "The request has " + count + " errors. " + (count > violations.size()
                        ? "The first " + violations.size() + " are listed in \"errors\"."
                        : "They are listed in \"errors\".");
        return new ProblemException(Problem.of(ProblemType.VALIDATION, detail, violations));
    }

    /** @throws ProblemException when the object has violations */
    public static void throwIfInvalid(JsonObject object) {
        if (!object.violations().isEmpty()) {
            throw invalid(object.violations());
        }
    }

    public static ProblemException invalid(String pointer, String code, String message) {
        return invalid(List.of(new Violation(pointer, code, message)));
    }

    /** The same for resources that do not exist and for resources of other organizations. */
    public static ProblemException notFound(String what, String id) {
        return new ProblemException(Problem.of(ProblemType.NOT_FOUND, "There is no " + what + " \"" + id + "\"."));
    }

    /** For something that exists, but not where it was asked for. */
    public static ProblemException notFound(String sentence) {
        return new ProblemException(Problem.of(ProblemType.NOT_FOUND, sentence));
    }

    public static ProblemException forbidden(String sentence) {
        return new ProblemException(Problem.of(ProblemType.FORBIDDEN, sentence));
    }

    static ProblemException staleVersion(String sentence) {
        return new ProblemException(Problem.of(ProblemType.STALE_VERSION, sentence));
    }

    public static ProblemException conflict(String sentence) {
        return new ProblemException(Problem.of(ProblemType.CONFLICT, sentence));
    }

    public static ProblemException idempotencyInProgress() {
        return new ProblemException(Problem.of(ProblemType.IDEMPOTENCY_IN_PROGRESS,
                "A request with this Idempotency-Key is still in progress. Send it again later."));
    }

    public static ProblemException idempotencyMismatch() {
        return new ProblemException(Problem.of(ProblemType.IDEMPOTENCY_MISMATCH,
                "This Idempotency-Key was already used for a different request. Use a new key."));
    }

    static ProblemException notJson() {
        return new ProblemException(Problem.ofStatus(415, "Expected the body as application/json."));
    }

    static ProblemException encoded(String encoding) {
        return new ProblemException(Problem.ofStatus(415,
                "Expected no Content-Encoding but found \"" + Json.cut(encoding, 60) + "\"."));
    }

    public static ProblemException tooLarge(String sentence) {
        return new ProblemException(Problem.of(ProblemType.TOO_LARGE, sentence));
    }

    static ProblemException tooSlow() {
        return new ProblemException(Problem.ofStatus(408, Problem.refusal(408)));
    }

    public static ProblemException rateLimited(String sentence) {
        return new ProblemException(Problem.of(ProblemType.RATE_LIMITED, sentence));
    }

    public static ProblemException unavailable(String sentence) {
        return new ProblemException(Problem.of(ProblemType.UNAVAILABLE, sentence));
    }
}
