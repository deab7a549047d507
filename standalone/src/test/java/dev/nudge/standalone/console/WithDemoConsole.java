package dev.nudge.standalone.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Passes the {@link DemoConsole} that all tests share. A failed test leaves a screenshot. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithDemoConsole.Extension.class)
@interface WithDemoConsole {

    final class Extension implements BeforeAllCallback, ParameterResolver, TestExecutionExceptionHandler {

        private static final Path FAILURES = Path.of("target/console-failures");

        @Override
        public void beforeAll(ExtensionContext context) {
            DemoConsole _ = console(context);
        }

        /** Closed by JUnit after the last test. */
        private static DemoConsole console(ExtensionContext context) {
            return context.getRoot().getStore(Namespace.create(DemoConsole.class))
                    .computeIfAbsent(DemoConsole.class, _ -> DemoConsole.start(), DemoConsole.class);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == DemoConsole.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return console(context);
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            console(context).browser().screenshot(FAILURES.resolve(context.getRequiredTestMethod().getName() + ".png"));
            throw failure;
        }
    }
}
