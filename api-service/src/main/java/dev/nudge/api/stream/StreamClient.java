package dev.nudge.api.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The events that wait for one client. When it takes them too slowly, they are replaced by one {@code refresh}, so that
 * a slow client needs a bounded amount of memory and does not delay others. Thread-safe.
 */
final class StreamClient {

    static final int MOST_WAITING = 256;

    private final Deque<StreamEvent> waiting = new ArrayDeque<>();
    private boolean ended;

    synchronized void offer(List<StreamEvent> events) {
        for (StreamEvent event : events) {
            if (waiting.size() == MOST_WAITING) {
                waiting.clear();
                waiting.add(StreamEvent.refresh(event.at()));
            } else {
                waiting.add(event);
            }
        }
        notifyAll();
    }

    /** Ends the stream after the events that wait. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for the next event; empty when none came in time, or when the stream ends. */
    synchronized Optional<StreamEvent> next(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        long left = longest.toMillis();
        while (waiting.isEmpty() && !ended && left > 0) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
        return Optional.ofNullable(waiting.poll());
    }

    synchronized boolean hasEnded() {
        return ended && waiting.isEmpty();
    }
}
