package dev.nudge.api.web;

import dev.nudge.json.Violation;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/**
 * Reads a body up to the size limit, whether or not its length is announced, and up to the deadline, even if it arrives
 * slowly.
 */
public final class RequestBody {

    static final int MAX_BYTES = 1024 * 1024;

    private static final String DEADLINE = RequestBody.class.getName() + ".deadline";
    private static final int BUFFER_BYTES = 8 * 1024;

    private RequestBody() {}

    /** @param nanos a value of {@link System#nanoTime} */
    static void setDeadline(ServletRequest request, long nanos) {
        request.setAttribute(DEADLINE, nanos);
    }

    /** @throws ProblemException when the body is too large, incomplete, too slow or compressed */
    public static byte[] read(HttpServletRequest request) {
        return read(request, MAX_BYTES);
    }

    /**
     * @param maxBytes a lower limit than that of other routes
     * @throws ProblemException when the body is too large, incomplete, too slow or compressed
     */
    public static byte[] read(HttpServletRequest request, int maxBytes) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw ProblemException.encoded(encoding);
        }
        if (request.getContentLengthLong() <= maxBytes) {
            byte[] bytes = readUpToLimit(request, maxBytes);
            if (bytes.length <= maxBytes) {
                return bytes;
            }
        }
        throw ProblemException.tooLarge("Expected a body of at most " + maxBytes + " bytes but found more.");
    }

    private static byte[] readUpToLimit(HttpServletRequest request, int maxBytes) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            ServletInputStream body = request.getInputStream();
            for (int bytes = body.read(buffer); bytes != -1 && read.size() <= maxBytes; bytes = body.read(buffer)) {
                read.write(buffer, 0, bytes);
                if (!body.isFinished() && body.available() == 0 && isLate(request)) {
                    throw ProblemException.tooSlow();
                }
            }
            return read.toByteArray();
        } catch (IOException brokenOff) {
            throw ProblemException.invalid("", Violation.FORMAT, "Expected a complete body but it ended early.");
        }
    }

    private static boolean isLate(HttpServletRequest request) {
        return request.getAttribute(DEADLINE) instanceof Long deadline && System.nanoTime() - deadline > 0;
    }
}
