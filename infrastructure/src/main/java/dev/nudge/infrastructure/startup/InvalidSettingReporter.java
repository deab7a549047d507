package dev.nudge.infrastructure.startup;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Logs a setting that prevents the start in one line, without a stack trace. Spring Boot loads it by name. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingReporter implements SpringBootExceptionReporter {

    private static final Logger LOG = LoggerFactory.getLogger(InvalidSettingReporter.class);

    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> sentence = StartFailures.sentence(failure);
        sentence.ifPresent(why -> LOG.error("Nudge cannot start: {}", why));
        return sentence.isPresent();
    }
}
