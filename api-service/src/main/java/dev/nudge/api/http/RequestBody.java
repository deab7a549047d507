package dev.nudge.api.http;

import dev.nudge.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/** A body's bytes, never more of them than the limit, whether their number was announced or not. */
public final class RequestBody {

    static final int MAX_BYTES = 1024 * 1024;

    private RequestBody() {}

    /** @throws Refusal when it is too large, breaks off, or is compressed */
    public static byte[] read(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw Refusal.encoded(encoding);
        }
        if (request.getContentLengthLong() <= MAX_BYTES) {
            byte[] bytes = readUpToLimit(request);
            if (bytes.length <= MAX_BYTES) {
                return bytes;
            }
        }
        throw Refusal.tooLarge("Expected a body of at most " + MAX_BYTES + " bytes but found more.");
    }

    private static byte[] readUpToLimit(HttpServletRequest request) {
        try {
            return request.getInputStream().readNBytes(MAX_BYTES + 1);
        } catch (IOException brokenOff) {
            throw Refusal.invalid("", Violation.FORMAT, "Expected a whole body but it broke off.");
        }
    }
}
