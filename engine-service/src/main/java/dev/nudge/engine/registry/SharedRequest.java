package dev.nudge.engine.registry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One request for all threads that call at the same time. A call returns, or throws, the result of a request that began
 * after the call: its own, or that of another thread. At most one request runs at a time. Thread-safe.
 */
final class SharedRequest<T> {

    private final Supplier<T> request;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong begun = new AtomicLong();
    private long finished;
    private Supplier<T> result;

    SharedRequest(Supplier<T> request) {
        this.request = request;
        this.result = request;
    }

    T get() {
        long begunBefore = begun.get();
        lock.lock();
        try {
            if (finished <= begunBefore) {
                long number = begun.incrementAndGet();
                result = result();
                finished = number;
            }
            return result.get();
        } finally {
            lock.unlock();
        }
    }

    private Supplier<T> result() {
        try {
            T answer = request.get();
            return () -> answer;
        } catch (RuntimeException failure) { // shared as well, so that threads do not time out one after the other
            return () -> {
                throw failure;
            };
        }
    }

    /** Runs the action while no request runs. */
    void run(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
