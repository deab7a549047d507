package dev.nudge.standalone.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Runs commands as if pasted into a shell. */
final class Shell {

    private Shell() {}

    /** Returns the output of the lines; a failing command fails the test. */
    static String run(String... lines) {
        try {
            Process shell = new ProcessBuilder("bash", "-e", "-c", String.join("\n", lines)).redirectErrorStream(true)
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(output).isZero();
            return output;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
