package dev.nudge.benchmarks.environment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a command has opened. It closes all of it, the last first, also if a part fails to close. */
public final class Closings implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** @return the argument */
    public <T extends AutoCloseable> T add(T part) {
        opened.push(part);
        return part;
    }

    /** @throws IllegalStateException if parts failed to close; their failures are suppressed exceptions */
    @Override
    public void close() {
        List<Exception> failures = failures();
        if (!failures.isEmpty()) {
            IllegalStateException failed = new IllegalStateException("Expected all parts of the command to close");
            failures.forEach(failed::addSuppressed);
            throw failed;
        }
    }

    /** @param cause of the end, to which the failures are added */
    public void closeAfter(Exception cause) {
        failures().forEach(cause::addSuppressed);
    }

    private List<Exception> failures() {
        List<Exception> failures = new ArrayList<>();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                failures.add(interrupted);
            } catch (Exception failure) {
                failures.add(failure);
            }
        }
        return failures;
    }
}
