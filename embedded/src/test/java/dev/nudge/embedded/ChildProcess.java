package dev.nudge.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another JVM with the class path of this one, which prints its progress line by line until it is killed. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static ChildProcess run(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx512m", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** The given number of further output lines. */
    List<String> lines(int count) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("Expected %d lines of the child process, but it ended after %s"
                        .formatted(count, lines));
            }
            lines.add(line);
        }
        return lines;
    }

    /** Kills the process as kill -9 does and returns its remaining output. */
    List<String> kill() {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the output early
        try (Stream<String> rest = output.lines()) {
            return rest.toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
