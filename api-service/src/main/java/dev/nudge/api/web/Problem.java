package dev.nudge.api.web;

import dev.nudge.json.JsonCodec;
import dev.nudge.json.Violation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** An error response (RFC 9457). Statuses without a Nudge type have the type {@code about:blank}. */
public record Problem(int status, URI type, String title, String detail, List<Violation> errors) {

    /** Spring Security sets these on protected routes; errors elsewhere need them too. */
    static final Map<String, String> FOR_ALL = Map.of(HttpHeaders.CACHE_CONTROL, "no-store", "X-Content-Type-Options",
            "nosniff");

    private static final URI UNTYPED = URI.create("about:blank");

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.status(), type.uri(), type.title(), detail, List.of());
    }

    static Problem of(ProblemType type, String detail, List<Violation> errors) {
        return new Problem(type.status(), type.uri(), type.title(), detail, List.copyOf(errors));
    }

    static Problem ofStatus(int status, String detail) {
        return ProblemType.of(status).map(type -> of(type, detail)).orElseGet(() -> {
            HttpStatus known = HttpStatus.resolve(status);
            return new Problem(status, UNTYPED, known == null ? "Error" : known.getReasonPhrase(), detail, List.of());
        });
    }

    /** The detail for a request that is rejected before it was read completely. */
    static String refusal(int status) {
        return switch (status) {
            case 400 ->
                "The request cannot be read. Expected a path and headers in ASCII, with other characters"
                        + " percent-encoded as UTF-8; no //, ; or control characters in the path; HTTP/1.1 with one"
                        + " Host; and a body with one Content-Length or with Transfer-Encoding: chunked.";
            case 405 -> "This method is not allowed.";
            case 408 -> "The request body did not arrive in time. Send the request again.";
            case 414 -> "Expected a URL of at most " + RequestLimits.MAX_URL_LENGTH + " characters.";
            case 417 -> "Expected 100-continue or no value in Expect.";
            case 431 -> "Expected at most 32 KB of request line and headers, and at most 100 headers.";
            default -> "The request was rejected.";
        };
    }

    private Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type.toString());
        json.put("title", title);
        json.put("status", status);
        json.put("detail", detail);
        if (!errors.isEmpty()) {
            json.put("errors", errors);
        }
        return json;
    }

    ResponseEntity<Object> toResponse(HttpHeaders headers) {
        return ResponseEntity.status(status).headers(headers).headers(all -> FOR_ALL.forEach(all::set))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(toJson());
    }

    /** For filters, which answer before a controller is called. */
    public void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        FOR_ALL.forEach(response::setHeader);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(JsonCodec.write(toJson()));
    }

    String text() {
        return new String(JsonCodec.write(toJson()), StandardCharsets.UTF_8);
    }
}
