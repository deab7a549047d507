package dev.nudge.api.http;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Answers what Tomcat refuses by itself, for example a path with a broken escape, in place of its page. */
final class TomcatFaults extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            Problem.FOR_ALL.forEach(response::setHeader);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            Writer body = response.getReporter();
            if (body != null) {
                body.write(Problem.ofStatus(response.getStatus(), Problem.refusal(response.getStatus())).text());
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException gone) {
            getContainer().getLogger().debug("Nobody takes the answer", gone);
        }
    }
}
