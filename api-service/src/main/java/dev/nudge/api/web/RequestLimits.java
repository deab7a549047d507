package dev.nudge.api.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;

/** Rejects long URLs and sets the deadline for the body. */
final class RequestLimits extends ValveBase {

    /** The longest text that a filter accepts has 12,000 characters when it is percent-encoded. */
    static final int MAX_URL_LENGTH = 16 * 1024;

    private final long bodyNanos;

    RequestLimits(Duration bodyTimeout) {
        this.bodyNanos = bodyTimeout.toNanos();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (length(request.getRequestURI()) + length(request.getQueryString()) > MAX_URL_LENGTH) {
            response.sendError(414);
            return;
        }
        RequestBody.setDeadline(request, System.nanoTime() + bodyNanos);
        getNext().invoke(request, response);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
