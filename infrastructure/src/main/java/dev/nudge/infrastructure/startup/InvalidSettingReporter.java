package dev.nudge.infrastructure.startup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Logs an invalid setting in one line, without a stack trace. Spring Boot loads it by name. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingReporter implements SpringBootExceptionReporter {

    private static final Logger LOG = LoggerFactory.getLogger(InvalidSettingReporter.class);

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingException) {
                LOG.error("Nudge cannot start: {}", cause.getMessage());
                return true;
            }
        }
        return false;
    }
}
