package dev.nudge.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another JVM with this one's class path, which tells what it has done line by line and dies without notice. */
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

    /** Its next lines, as many as asked for. */
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

    /** Kills it as kill -9 does and returns what it had said before. */
    List<String> kill() {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the output with what is still in it
        try (Stream<String> rest = output.lines()) {
            return rest.toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
