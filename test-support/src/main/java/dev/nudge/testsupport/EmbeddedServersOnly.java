package dev.nudge.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The test needs the embedded servers, for example because it stops and starts them. It is reported as skipped, with
 * the reason, if the environment names another server ({@link OutsideServers}).
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EmbeddedServersOnly.Condition.class)
public @interface EmbeddedServersOnly {

    /** The reason, as a sentence. */
    String value();

    /** Skips the test if the environment names a server. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Stream.of(OutsideServers.kafka(), OutsideServers.mongodb()).allMatch(server -> server.isEmpty())) {
                return ConditionEvaluationResult.enabled("The embedded servers are used.");
            }
            String reason = AnnotationSupport.findAnnotation(context.getElement(), EmbeddedServersOnly.class)
                    .map(EmbeddedServersOnly::value).orElse("It needs the embedded servers.");
            return ConditionEvaluationResult.disabled(Objects.requireNonNull(reason));
        }
    }
}
