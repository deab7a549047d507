package dev.nudge.reliability.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks, strictly one at a time: a task runs until it reaches a point where others may continue, and the seed
 * determines which one does. So the same seed yields the same history on every machine.
 */
final class Scheduler {

    /** Ends a task of a killed process. */
    static final class Killed extends Error {
        Killed() {
            super("the process was killed", null, false, false);
        }
    }

    /** Out of ten turns, a task keeps this many. */
    private static final int KEPT = 6;

    private final Random random;
    private final List<Task> tasks = new ArrayList<>();
    private final Semaphore ended = new Semaphore(0);
    private @Nullable Task running;
    private @Nullable Throwable failure;
    private long turns;

    private final class Task {
        final Host host;
        final String name;
        final Semaphore turn = new Semaphore(0);
        final Thread thread;
        boolean done;

        Task(Host host, String name, Runnable body) {
            this.host = host;
            this.name = name;
            this.thread = Thread.ofVirtual().name(host + " " + name).unstarted(() -> {
                turn.acquireUninterruptibly();
                try {
                    checkAlive();
                    body.run();
                } catch (Killed expected) {
                    // the task ends
                } catch (Throwable defect) {
                    if (!host.isGone()) {
                        failure = defect;
                    }
                } finally {
                    done = true;
                    ended.release();
                }
            });
        }

        void checkAlive() {
            if (host.isGone()) {
                throw new Killed();
            }
        }

        void run() {
            running = this;
            turn.release();
            ended.acquireUninterruptibly();
            running = null;
        }
    }

    Scheduler(Random random) {
        this.random = random;
    }

    void start(Host host, String name, Runnable body) {
        Task task = new Task(host, name, body);
        tasks.add(task);
        task.thread.start();
    }

    /** The name of the running task. */
    String runningTask() {
        Task self = Objects.requireNonNull(running);
        return self.host + " " + self.name;
    }

    /** The number of turns of all tasks. */
    long turns() {
        return turns;
    }

    /** Lets other tasks continue. The running task may continue after any number of their turns, or never. */
    void pause() {
        Task self = Objects.requireNonNull(running);
        self.checkAlive();
        if (self.host.isStalled(turns) || random.nextInt(10) >= KEPT) {
            handOver(self);
        }
    }

    /** The running task has nothing to do at the moment. */
    void idle() {
        Task self = Objects.requireNonNull(running);
        self.checkAlive();
        handOver(self);
    }

    private void handOver(Task self) {
        ended.release();
        self.turn.acquireUninterruptibly();
        self.checkAlive();
    }

    /** Runs tasks until the condition holds or a task has failed. */
    void run(BooleanSupplier condition) {
        while (!condition.getAsBoolean() && failure == null) {
            Task next = tasks.get(random.nextInt(tasks.size()));
            if (next.host.isGone()) {
                unwindKilled();
            } else if (!next.host.isStalled(turns)) {
                next.run();
            }
            turns++;
            if (next.done) {
                tasks.remove(next);
            }
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    private void unwindKilled() {
        tasks.stream().filter(task -> task.host.isGone()).forEach(task -> {
            while (!task.done) {
                task.run();
            }
        });
        tasks.removeIf(task -> task.done);
    }

    /** Ends every task. */
    void close() {
        tasks.forEach(task -> task.host.kill());
        unwindKilled();
    }
}
