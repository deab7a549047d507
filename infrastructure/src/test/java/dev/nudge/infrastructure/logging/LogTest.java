package dev.nudge.infrastructure.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Text of others on the console and in the file, as Spring Boot sets them up from the services' configuration. */
@ExtendWith(OutputCaptureExtension.class)
class LogTest {

    private static final Logger LOG = LoggerFactory.getLogger(LogTest.class);
    private static final String FOREIGN = "ana\r\n2026-04-22T10:00:00.000Z ERROR forged\u001b[31m\u009b1m\u0085\u2028\u2029"
            + "\u202e\u2066\u200b\ufeff\t\u0000\u0007\ud800 \ud83d\ude00 Jürgen \\n";
    private static final String ENCODED = "ana\\r\\n2026-04-22T10:00:00.000Z ERROR forged\\u001b[31m\\u009b1m\\u0085\\u2028"
            + "\\u2029\\u202e\\u2066\\u200b\\ufeff\\t\\u0000\\u0007\\ud800 \ud83d\ude00 Jürgen \\n";
    private static final Pattern LINE = Pattern.compile("\\R");

    @TempDir
    private Path directory;
    private final LoggingSystem logging = LoggingSystem.get(LogTest.class.getClassLoader());

    @BeforeEach
    void as_the_services_do() {
        start(Map.of());
    }

    private void start(Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        logging.cleanUp();
        logging.beforeInitialize();
        LogFile file = Objects.requireNonNull(LogFile.get(with(environment, directory.resolve("nudge.log"))));
        file.applyToSystemProperties();
        logging.getSystemProperties(environment).apply(file);
        logging.initialize(new LoggingInitializationContext(environment), "classpath:logback-spring.xml", file);
    }

    private static StandardEnvironment with(StandardEnvironment environment, Path file) {
        environment.getPropertySources().addFirst(
                new MapPropertySource("file", Map.of(LogFile.FILE_NAME_PROPERTY, file.toString())));
        return environment;
    }

    @AfterEach
    void back_to_the_tests_own() {
        logging.cleanUp();
        for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
            System.clearProperty(property.getEnvironmentVariableName());
        }
        logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
    }

    private static List<String> lines(String text) {
        return LINE.splitAsStream(text).filter(line -> !line.isBlank()).toList();
    }

    @Test
    void requests_to_providers_are_not_logged_at_any_level_of_the_root() {
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.TRACE);
        logging.setLogLevel("org.apache.hc", LogLevel.TRACE);

        assertThat(LoggerFactory.getLogger("org.apache.hc.client5.http.wire").isErrorEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("org.apache.hc.client5.http.headers").isErrorEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("org.apache.hc.client5.http.impl").isTraceEnabled()).isTrue();
    }

    @Test
    void a_message_is_one_line_without_anything_that_a_terminal_would_obey(CapturedOutput output) throws IOException {
        LOG.warn("Dead-lettered the event of {}", FOREIGN);

        assertThat(lines(output.getOut())).singleElement().asString()
                .contains(" WARN ").endsWith(": Dead-lettered the event of " + ENCODED);
        assertThat(lines(Files.readString(directory.resolve("nudge.log")))).singleElement().asString()
                .endsWith(": Dead-lettered the event of " + ENCODED);
    }

    @Test
    void so_is_the_message_of_each_exception_in_a_stack_trace(CapturedOutput output) throws IOException {
        Exception failure = new IllegalStateException(FOREIGN, new IOException(FOREIGN));
        failure.addSuppressed(new IllegalArgumentException(FOREIGN));
        LOG.error("Processing failed", failure);

        for (String log : List.of(output.getOut(), Files.readString(directory.resolve("nudge.log")))) {
            assertThat(lines(log).stream().filter(line -> !line.matches("\\t+(at .*|\\.\\.\\. \\d+ common frames.*)")))
                    .satisfiesExactly(line -> assertThat(line).endsWith("Processing failed"),
                            line -> assertThat(line).isEqualTo("java.lang.IllegalStateException: " + ENCODED),
                            line -> assertThat(line)
                                    .isEqualTo("\tSuppressed: java.lang.IllegalArgumentException: " + ENCODED),
                            line -> assertThat(line).isEqualTo("Caused by: java.io.IOException: " + ENCODED));
            assertThat(log).contains("\tat dev.nudge.infrastructure.logging.LogTest");
        }
    }

    @Test
    void a_report_of_an_operators_own_settings_keeps_its_lines(CapturedOutput output) {
        LoggerFactory.getLogger("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter")
                .error("APPLICATION FAILED TO START\n\nDescription:");
        assertThat(lines(output.getOut())).hasSize(2).last().isEqualTo("Description:");
    }

    @Test
    void a_structured_format_can_be_chosen_as_ever(CapturedOutput output) {
        start(Map.of("logging.structured.format.console", "ecs"));
        LOG.warn("Dead-lettered the event of {}", FOREIGN);
        assertThat(output.getOut().split("\n")).singleElement().asString().startsWith("{\"@timestamp\"").endsWith("}")
                .contains("ana\\r\\n2026").doesNotContain("\u001b", "\u009b", "\u0085");
    }
}
