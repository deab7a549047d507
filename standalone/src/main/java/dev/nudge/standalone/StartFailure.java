package dev.nudge.standalone;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Logs in one sentence, without a stack trace, why the process cannot start. Spring Boot loads both classes by name.
 */
final class StartFailure {

    private static final Logger LOG = LoggerFactory.getLogger(StartFailure.class);

    private StartFailure() {}

    /** Recognizes failures with an external cause. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Analyzer implements FailureAnalyzer {

        @Override
        public @Nullable FailureAnalysis analyze(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof CannotStartException) {
                    return new FailureAnalysis(cause.getMessage(), null, failure);
                }
                if (cause instanceof PortInUseException inUse) {
                    return new FailureAnalysis(Port.API.inUse(inUse.getPort()), null, failure);
                }
            }
            return null;
        }
    }

    /** Replaces Spring Boot's reporter, which prints ten lines; application.yml silences that one. */
    static final class Reporter implements FailureAnalysisReporter {

        @Override
        public void report(FailureAnalysis analysis) {
            String action = analysis.getAction();
            LOG.error("Nudge cannot start: {}{}", analysis.getDescription(),
                    action == null || action.isBlank() ? "" : " " + action);
        }
    }
}
