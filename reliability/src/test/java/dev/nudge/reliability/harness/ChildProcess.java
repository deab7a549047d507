package dev.nudge.reliability.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that can be killed and started again as it was. Used by one thread. */
final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int TERMINATED = 128 + 15;

    private final List<String> command;
    private final Path log;
    private int starts;
    private @Nullable Process process;

    ChildProcess(List<String> command, Path log) {
        this.command = command;
        this.log = log;
    }

    /** Returns at once. */
    void start() {
        try {
            starts++;
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        assertAlive();
        running().destroyForcibly().onExit().join();
    }

    /** As SIGTERM does, waited for. */
    Duration stop() {
        assertAlive();
        long begin = System.nanoTime();
        running().toHandle().destroy(); // Process.destroy would break the pipe, too, by which the process hangs on us
        try {
            if (!running().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Expected the process to end but it runs:\n" + output());
            }
            if (running().exitValue() != TERMINATED) {
                throw new AssertionError("Expected the process to end as asked, with " + TERMINATED + ", but found "
                        + running().exitValue() + ":\n" + output());
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(asked);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Nobody is there to start again what ends by itself. */
    void assertAlive() {
        if (!running().isAlive()) {
            throw new AssertionError("Expected the process to run but it ended by itself:\n" + output());
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "Expected the process to have been started");
    }

    int starts() {
        return starts;
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
