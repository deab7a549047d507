package dev.nudge.api.web;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of errors that clients can distinguish, each with a stable URI. */
public enum ProblemType {

    VALIDATION(400, "validation", "The request is not valid"),
    UNAUTHENTICATED(401, "unauthenticated", "A valid bearer token is required"),
    FORBIDDEN(403, "forbidden", "Permission denied"),
    NOT_FOUND(404, "not-found", "Not found"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "Method not allowed"),
    REQUEST_TIMEOUT(408, "request-timeout", "The request took too long to arrive"),
    CONFLICT(409, "conflict", "The resource's state does not allow this operation"),
    IDEMPOTENCY_IN_PROGRESS(409, "idempotency-in-progress", "The same request is in progress"),
    STALE_VERSION(412, "stale-version", "The resource has changed"),
    TOO_LARGE(413, "too-large", "The body is too large"),
    URI_TOO_LONG(414, "uri-too-long", "The URL is too long"),
    IDEMPOTENCY_MISMATCH(422, "idempotency-mismatch", "The key was used for a different request"),
    RATE_LIMITED(429, "rate-limited", "Too many requests"),
    HEADERS_TOO_LARGE(431, "headers-too-large", "The headers are too large"),
    UNAVAILABLE(503, "unavailable", "Service unavailable");

    private final int status;
    private final URI uri;
    private final String title;

    ProblemType(int status, String name, String title) {
        this.status = status;
        this.uri = URI.create("urn:nudge:error:" + name);
        this.title = title;
    }

    int status() {
        return status;
    }

    URI uri() {
        return uri;
    }

    String title() {
        return title;
    }

    static Optional<ProblemType> of(int status) {
        return Arrays.stream(values()).filter(type -> type.status == status).findFirst();
    }
}
