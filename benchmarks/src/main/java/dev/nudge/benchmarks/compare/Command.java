package dev.nudge.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a program to its end. */
final class Command {

    private static final int SHOWN_LINES = 40;

    private Command() {}

    /**
     * @param log gets what it prints
     * @throws IllegalStateException with the end of what it printed, if its exit code is not 0
     */
    static void run(Path directory, Path log, List<String> command) throws IOException {
        if (!succeeds(directory, log, command)) {
            List<String> lines = Files.readAllLines(log);
            throw new IllegalStateException("Expected " + command.getFirst() + " to succeed in "
                    + directory.toAbsolutePath() + " but it printed:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())));
        }
    }

    static boolean succeeds(Path directory, Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + command.getFirst() + " runs", interrupted);
        }
    }
}
