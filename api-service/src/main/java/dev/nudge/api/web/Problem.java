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

/**
 * A fault as it is answered (RFC 9457). A status without a type of ours has none ({@code about:blank}): what there is
 * to say is the status.
 */
public record Problem(int status, URI type, String title, String detail, List<Violation> errors) {

    /** Spring Security sets them where it guards; faults are answered elsewhere, too. */
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

    /** The sentence for a request that is refused before all of it was read. */
    static String refusal(int status) {
        return switch (status) {
            case 400 ->
                "The request can't be read: expected a path and headers of plain ASCII, all else percent-encoded"
                        + " as UTF-8, without //, ; and control characters in the path; HTTP/1.1 with one Host; and a body"
                        + " with one Content-Length, or with the Transfer-Encoding chunked and no other.";
            case 405 -> "This method is not possible here.";
            case 408 -> "Expected the whole body in time but it came too slowly; send it again.";
            case 414 -> "Expected a URL of at most " + RequestLimits.MAX_URL_LENGTH + " characters.";
            case 417 -> "Expected 100-continue or nothing in Expect but found something else.";
            case 431 -> "Expected at most 32 KB of request line and headers, and at most 100 headers.";
            default -> "The request was refused.";
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

    /** For filters, which answer before there is a controller. */
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
