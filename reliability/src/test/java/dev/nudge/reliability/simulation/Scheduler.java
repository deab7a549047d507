package dev.nudge.reliability.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks, one at a time and never two: a task goes on until it comes to a place where others may get their turn,
 * and the seed says who does. So the same seed is the same history, whatever the machine does meanwhile.
 */
final class Scheduler {

    /** What a task of a process that is gone runs into. */
    static final class Killed extends Error {
        Killed() {
            super("the process is gone", null, false, false);
        }
    }

    /** Of ten turns a task keeps so many. */
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
                    // so it ends
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

    /** Who is running. */
    String who() {
        Task self = Objects.requireNonNull(running);
        return self.host + " " + self.name;
    }

    /** Counts how often a task got its turn. */
    long turns() {
        return turns;
    }

    /** The running task lets others go on; they may do anything before it comes back, or it may never come back. */
    void pause() {
        Task self = Objects.requireNonNull(running);
        self.checkAlive();
        if (self.host.isStalled(turns) || random.nextInt(10) >= KEPT) {
            handOver(self);
        }
    }

    /** There is nothing to do for the running task at the moment. */
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

    /** Until it is so, or a task has failed. */
    void run(BooleanSupplier enough) {
        while (!enough.getAsBoolean() && failure == null) {
            Task next = tasks.get(random.nextInt(tasks.size()));
            if (next.host.isGone()) {
                unwindWhoIsGone();
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

    private void unwindWhoIsGone() {
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
        unwindWhoIsGone();
    }
}
