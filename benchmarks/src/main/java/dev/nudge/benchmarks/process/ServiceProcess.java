package dev.nudge.benchmarks.process;

import dev.nudge.testsupport.JsonCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** A service that runs as a process of its own, from its start until it is closed. Used by one thread. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(2);
    private static final Path PROCESSES = Path.of("/proc");

    private final Process process;
    private final Path log;
    private final long startNanos;
    private long readyNanos;

    private ServiceProcess(Process process, Path log, long startNanos) {
        this.process = process;
        this.log = log;
        this.startNanos = startNanos;
    }

    /**
     * Returns when the service is ready.
     *
     * @param log gets what it prints
     * @param readiness answers 200 when it is ready
     * @throws IllegalStateException with the end of what it printed, if it ends or is not ready within three minutes
     */
    public static ServiceProcess start(List<String> command, Path log, HttpClient http, URI readiness)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        ServiceProcess service = new ServiceProcess(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(), log, start);
        try {
            service.awaitReady(http, readiness);
            return service;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            service.close();
            throw failure;
        }
    }

    private void awaitReady(HttpClient http, URI readiness) throws IOException, InterruptedException {
        while (!JsonCall.isOk(http, readiness)) {
            if (!process.isAlive() || System.nanoTime() - startNanos > LONGEST_START.toNanos()) {
                throw new IllegalStateException("Expected " + readiness + " to answer 200 but it does not:\n"
                        + Command.end(log));
            }
            Thread.sleep(20);
        }
        readyNanos = System.nanoTime();
    }

    /** From the start of the process until it was ready. */
    public double secondsUntilReady() {
        return (readyNanos - startNanos) / 1e9;
    }

    /** Processor time since its start; empty if it is not available on this system. */
    public OptionalDouble processorSeconds() {
        return process.info().totalCpuDuration().map(spent -> OptionalDouble.of(spent.toMillis() / 1e3))
                .orElseGet(OptionalDouble::empty);
    }

    /** Resident memory, with the parts of files that are mapped; empty on a system without {@code /proc}. */
    public OptionalDouble residentMebibytes() throws IOException {
        Path status = PROCESSES.resolve(process.pid() + "/status");
        if (!Files.exists(status)) {
            return OptionalDouble.empty();
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024).findFirst();
    }

    /** Returns when it has been ready for that time. */
    public void awaitIdle(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(readyNanos + time.toNanos() - System.nanoTime());
    }

    /** Asks the process to end, and waits for its end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
