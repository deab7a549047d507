package dev.nudge.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a program to its end. */
public final class Command {

    private static final int SHOWN_LINES = 40;

    private Command() {}

    /**
     * @param log gets what it prints
     * @throws IllegalStateException with the end of what it printed, if its exit code is not 0
     */
    public static void run(Path directory, Path log, List<String> command) throws IOException {
        run(directory, log, Map.of(), command);
    }

    /** @param environment variables in addition to those of this process */
    public static void run(Path directory, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        if (!succeeds(directory, log, environment, command)) {
            throw new IllegalStateException("Expected " + command.getFirst() + " to succeed in "
                    + directory.toAbsolutePath() + " but it printed:\n" + end(log));
        }
    }

    public static boolean succeeds(Path directory, Path log, List<String> command) throws IOException {
        return succeeds(directory, log, Map.of(), command);
    }

    private static boolean succeeds(Path directory, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start().waitFor() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + command.getFirst() + " runs", interrupted);
        }
    }

    /** The last lines that a program printed. */
    static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }
}
