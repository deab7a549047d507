package dev.nudge.api.web;

import dev.nudge.json.Json;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import java.util.List;

/** Ends a request with a problem instead of an answer. It is an answer too: it has no stack trace and isn't logged. */
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
                : "There are " + count + " faults, " + (count > violations.size()
                        ? "of which the first " + violations.size() + " are listed in \"errors\"."
                        : "listed in \"errors\".");
        return new ProblemException(Problem.of(ProblemType.VALIDATION, detail, violations));
    }

    public static ProblemException invalid(String pointer, String code, String message) {
        return invalid(List.of(new Violation(pointer, code, message)));
    }

    /** The same for what never was and for what belongs to somebody else. */
    public static ProblemException notFound(String what, String id) {
        return new ProblemException(Problem.of(ProblemType.NOT_FOUND, "There is no " + what + " \"" + id + "\"."));
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
                "The request with this Idempotency-Key is still being carried out; send it again in a moment."));
    }

    public static ProblemException idempotencyMismatch() {
        return new ProblemException(Problem.of(ProblemType.IDEMPOTENCY_MISMATCH,
                "Expected the request that this Idempotency-Key was first used for but found another one."));
    }

    static ProblemException encoded(String encoding) {
        return new ProblemException(Problem.ofStatus(415,
                "Expected the body as it is but found the Content-Encoding \"" + Json.cut(encoding, 60) + "\"."));
    }

    static ProblemException tooLarge(String sentence) {
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
