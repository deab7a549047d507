package dev.nudge.api.http;

import dev.nudge.json.Json;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import java.util.List;

/** Ends a request with a problem instead of an answer. It is an answer too: it has no stack trace and isn't logged. */
public final class Refusal extends RuntimeException {

    private final transient Problem problem;

    private Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    public static Refusal invalid(List<Violation> violations) {
        int count = Violations.count(violations);
        String detail = count == 1
                ? violations.getFirst().message()
                : "There are " + count + " faults, " + (count > violations.size()
                        ? "of which the first " + violations.size() + " are listed in \"errors\"."
                        : "listed in \"errors\".");
        return new Refusal(Problem.of(ProblemType.VALIDATION, detail, violations));
    }

    public static Refusal invalid(String pointer, String code, String message) {
        return invalid(List.of(new Violation(pointer, code, message)));
    }

    /** The same for what never was and for what belongs to somebody else. */
    public static Refusal notFound(String what, String id) {
        return new Refusal(Problem.of(ProblemType.NOT_FOUND, "There is no " + what + " \"" + id + "\"."));
    }

    public static Refusal forbidden(String sentence) {
        return new Refusal(Problem.of(ProblemType.FORBIDDEN, sentence));
    }

    static Refusal staleVersion(String sentence) {
        return new Refusal(Problem.of(ProblemType.STALE_VERSION, sentence));
    }

    public static Refusal conflict(String sentence) {
        return new Refusal(Problem.of(ProblemType.CONFLICT, sentence));
    }

    public static Refusal idempotencyInProgress() {
        return new Refusal(Problem.of(ProblemType.IDEMPOTENCY_IN_PROGRESS,
                "The request with this Idempotency-Key is still being carried out; send it again in a moment."));
    }

    public static Refusal idempotencyMismatch() {
        return new Refusal(Problem.of(ProblemType.IDEMPOTENCY_MISMATCH,
                "Expected the request that this Idempotency-Key was first used for but found another one."));
    }

    static Refusal encoded(String encoding) {
        return new Refusal(Problem.ofStatus(415,
                "Expected the body as it is but found the Content-Encoding \"" + Json.cut(encoding, 60) + "\"."));
    }

    static Refusal tooLarge(String sentence) {
        return new Refusal(Problem.of(ProblemType.TOO_LARGE, sentence));
    }

    static Refusal tooSlow() {
        return new Refusal(Problem.ofStatus(408, Problem.refusal(408)));
    }

    public static Refusal rateLimited(String sentence) {
        return new Refusal(Problem.of(ProblemType.RATE_LIMITED, sentence));
    }

    public static Refusal unavailable(String sentence) {
        return new Refusal(Problem.of(ProblemType.UNAVAILABLE, sentence));
    }
}
