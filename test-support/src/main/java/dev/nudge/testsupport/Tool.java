package dev.nudge.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs third-party programs in a directory.
 *
 * @param environment environment variables of the programs, in addition to inherited ones
 */
public record Tool(Path directory, Map<String, String> environment) {

    private static final Pattern NO_NETWORK = Pattern.compile("(?i)ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET"
            + "|ETIMEDOUT|ENETUNREACH|NewConnectionError|ProxyError|name resolution|timed? ?out|network");

    /** The result of a program. */
    private record Outcome(int exitCode, String output) {}

    /** Skips the test if a program is missing, or reports that it is too old. */
    public void require(String sentence, String... command) {
        try {
            Assumptions.assumeTrue(start(command).exitCode() == 0, sentence);
        } catch (UncheckedIOException notThere) {
            Assumptions.abort(sentence);
        }
    }

    /** Returns its standard output and standard error; a failing program fails the test. */
    public String run(String... command) {
        Outcome outcome = start(command);
        assertThat(outcome.exitCode()).as("%s: %s", List.of(command), outcome.output()).isZero();
        return outcome.output();
    }

    /**
     * Runs a program that downloads, once for each content of a file that names the versions. Skips the test if there
     * is no network.
     */
    public void install(Path versions, String... command) {
        Path installed = directory.resolve("installed");
        try {
            if (Files.exists(installed) && Files.mismatch(versions, installed) == -1) {
                return;
            }
            Outcome outcome = start(command);
            Assumptions.assumeFalse(outcome.exitCode() != 0 && NO_NETWORK.matcher(outcome.output()).find(),
                    () -> "The versions in " + versions.getFileName() + " cannot be downloaded here: "
                            + outcome.output());
            assertThat(outcome.exitCode()).as("%s: %s", List.of(command), outcome.output()).isZero();
            Files.copy(versions, installed);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private Outcome start(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException notThere) {
            throw new UncheckedIOException(notThere);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The files with a suffix in a directory and below. */
    public static List<File> files(Path directory, String suffix) {
        try (var all = Files.walk(directory)) {
            return new ArrayList<>(all.filter(file -> file.toString().endsWith(suffix)).map(Path::toFile).toList());
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
