package dev.nudge.benchmarks.matching;

import com.sun.management.ThreadMXBean;
import dev.nudge.benchmarks.environment.ProcessorTime;
import dev.nudge.benchmarks.matching.Library.Matcher;
import dev.nudge.benchmarks.matching.RandomDefinitions.Event;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Events, and the automations that each of them matches according to the first library. */
final class Payloads {

    private static final int BETWEEN_CLOCKS = 500;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * Of one event.
     *
     * @param nanos of the process's processor time, which includes garbage collection
     * @param bytes that are allocated
     */
    record Cost(double nanos, double bytes) {}

    private final List<Event> payloads;
    private final List<List<String>> expected = new ArrayList<>();

    /** Events of the organizations {@code org-0} and so on, in random order. */
    Payloads(RandomDefinitions random, int organizations, int count) {
        payloads = IntStream.range(0, count).mapToObj(number -> random.event(organizations, number)).toList();
    }

    /** Compares every result with the first library's. */
    void check(Matcher matcher, String name) {
        boolean isFirst = expected.isEmpty();
        for (int i = 0; i < payloads.size(); i++) {
            Event payload = payloads.get(i);
            List<String> found = matcher.matching(payload.organizationId(), payload.json()).stream().sorted().toList();
            if (isFirst) {
                expected.add(found);
            } else if (!found.equals(expected.get(i))) {
                throw new IllegalStateException("%s finds %s but the first library found %s for %s".formatted(name,
                        found, expected.get(i), new String(payload.json(), StandardCharsets.UTF_8)));
            }
        }
    }

    /** Matches the events again and again, at least for some time, after they were checked. */
    Cost measure(Matcher matcher, long atLeastNanos) {
        long found = 0;
        long wanted = 0;
        long events = 0;
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long processor = ProcessorTime.nanos();
        long start = System.nanoTime();
        while (System.nanoTime() - start < atLeastNanos) {
            for (int i = 0; i < BETWEEN_CLOCKS; i++) {
                int next = (int) (events++ % payloads.size());
                Event payload = payloads.get(next);
                found += matcher.matching(payload.organizationId(), payload.json()).size();
                wanted += expected.get(next).size();
            }
        }
        processor = ProcessorTime.nanos() - processor;
        if (found != wanted) {
            throw new IllegalStateException("Expected " + wanted + " matches but found " + found);
        }
        return new Cost((double) processor / events, (THREADS.getCurrentThreadAllocatedBytes() - bytes)
                / (double) events);
    }

    /** The average length of an event. */
    double averageBytes() {
        return payloads.stream().mapToInt(payload -> payload.json().length).average().orElse(0);
    }
}
