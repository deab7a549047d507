package dev.nudge.api.web;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Replaces Tomcat's error page for requests that Tomcat itself rejects, for example a path with an invalid escape.
 * Tomcat reports a request line or headers over its limits as a bad request, and what it does not support (CONNECT, a
 * transfer coding, an HTTP version) as a server error.
 */
final class TomcatErrorResponses extends ErrorReportValve {

    private static final String TOO_LARGE = StringManager.getManager(Http11InputBuffer.class)
            .getString("iib.requestheadertoolarge.error");

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        int status = status(request, response.getStatus(), failure);
        response.setStatus(status);
        if (status == 405 && response.getHeader(HttpHeaders.ALLOW) == null) {
            response.setHeader(HttpHeaders.ALLOW, "");
        }
        try {
            Problem.FOR_ALL.forEach(response::setHeader);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            Writer body = response.getReporter();
            if (body != null) {
                body.write(Problem.ofStatus(status, Problem.refusal(status)).text());
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException gone) {
            getContainer().getLogger().debug("The client does not accept the response", gone);
        }
    }

    private static int status(Request request, int status, @Nullable Throwable failure) {
        if (status == 400 && failure instanceof IllegalArgumentException && TOO_LARGE.equals(failure.getMessage())) {
            return request.getCoyoteRequest().requestURI().isNull() ? 414 : 431;
        }
        if (status == 400 && failure instanceof IllegalStateException) { // more headers than maxHeaderCount
            return 431;
        }
        if (status == 501) {
            return "CONNECT".equals(request.getMethod()) ? 405 : 400;
        }
        return status == 505 ? 400 : status;
    }
}
