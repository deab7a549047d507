package dev.nudge.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A process that can be killed and started again as it was. Everything that it prints is appended to one file. Used by
 * one thread.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(3); // builds run on small, busy machines
    private static final int TERMINATED = 128 + 15;

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private int starts;
    private @Nullable Process process;

    public ChildProcess(List<String> command, Path log) {
        this(command, Map.of(), log);
    }

    /** @param environment variables in addition to those of this process */
    public ChildProcess(List<String> command, Map<String, String> environment, Path log) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** Another JVM, of the kind that runs this one, with this one's class path, which is started at once. */
    public static ChildProcess run(Path log, Class<?> main, String... arguments) {
        List<String> command = java("-Xmx512m", "-cp", System.getProperty("java.class.path"), main.getName());
        command.addAll(List.of(arguments));
        ChildProcess process = new ChildProcess(command, log);
        process.start();
        return process;
    }

    /**
     * The beginning of the command line of a JVM of the kind that runs this one. It is set to start fast: the processes
     * of tests run for seconds.
     */
    public static List<String> java(String... options) {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(options));
        return command;
    }

    /** Returns at once. */
    public void start() {
        try {
            starts++;
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** As {@code kill -9} does. */
    public void kill() {
        assertAlive();
        running().destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM, waits, and expects the process to end with the exit code of a process that was asked to. */
    public Duration stop() {
        assertAlive();
        long begin = System.nanoTime();
        running().toHandle().destroy(); // Process.destroy would also close the pipe to its standard input
        int exitCode = exitCode();
        if (exitCode != TERMINATED) {
            throw new AssertionError("Expected the process to end as asked, with " + TERMINATED + ", but found "
                    + exitCode + ":\n" + output());
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Waits for its end. */
    public int exitCode() {
        try {
            if (!running().waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Expected the process to end but it runs:\n" + output());
            }
            return running().exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Fails when the process ended by itself. */
    public void assertAlive() {
        if (!running().isAlive()) {
            throw new AssertionError("Expected the process to run but it ended by itself:\n" + output());
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "Expected the process to have been started");
    }

    /** How often it was started. */
    public int starts() {
        return starts;
    }

    /** Everything that it has printed since its first start. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Waits until it has printed so many lines. */
    public void awaitLines(int count) {
        Awaitility.await(count + " lines of the child process").pollInterval(Duration.ofMillis(20)).until(() -> {
            assertAlive();
            return output().lines().count() >= count;
        });
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
