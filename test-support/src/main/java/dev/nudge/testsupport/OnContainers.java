package dev.nudge.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInfo;
import org.junit.platform.commons.support.AnnotationSupport;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * The inherited tests run on Apache Kafka and MongoDB in containers. They are reported as skipped if Docker is not
 * available.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Testcontainers(disabledWithoutDocker = true)
public @interface OnContainers {

    /** Whether a test's class is annotated with it. */
    final class Condition {

        private Condition() {}

        static boolean holdsFor(TestInfo test) {
            return AnnotationSupport.isAnnotated(test.getTestClass(), OnContainers.class);
        }
    }
}
