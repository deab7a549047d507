package dev.nudge.engine.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The offsets up to which configuration changes are applied, and the threads that wait for later ones. Thread-safe. */
final class AppliedOffsets {

    private record Waiter(Map<Integer, Long> ends, CompletableFuture<Void> reached) {}

    private final List<Waiter> waiters = new ArrayList<>();
    private Map<Integer, Long> offsets = Map.of();

    /** Everything before these offsets is applied. */
    synchronized void set(Map<Integer, Long> offsets) {
        this.offsets = offsets;
        waiters.removeIf(waiter -> waiter.reached().isDone()
                || hasReached(waiter.ends()) && waiter.reached().complete(null));
    }

    synchronized Map<Integer, Long> get() {
        return offsets;
    }

    synchronized boolean hasReached(Map<Integer, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> offsets.getOrDefault(end.getKey(), -1L) >= end.getValue());
    }

    /** Completed when everything before these offsets is applied. A caller that stops waiting must cancel it. */
    synchronized CompletableFuture<Void> reached(Map<Integer, Long> ends) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        if (hasReached(ends)) {
            reached.complete(null);
        } else {
            waiters.add(new Waiter(ends, reached));
        }
        return reached;
    }
}
