package dev.nudge.reliability.simulation;

import dev.nudge.reliability.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Many histories, each with the next seed, until one fails. */
final class Campaign {

    private final long firstSeed;
    private final int histories;
    private final AtomicLong next = new AtomicLong();
    private Simulation.Summary summary = Simulation.Summary.NOTHING;
    private Optional<History> failing = Optional.empty();
    private int completed;

    Campaign(long firstSeed, int histories) {
        this.firstSeed = firstSeed;
        this.histories = histories;
    }

    /** The number of histories until one fails; one more than allowed if none does. */
    static int untilOneFails(long firstSeed, int atMost) throws InterruptedException, ExecutionException {
        return new Campaign(firstSeed, atMost).run().map(failing -> (int) (failing.seed() - firstSeed) + 1)
                .orElse(atMost + 1);
    }

    /** The first failing history. */
    Optional<History> run() throws InterruptedException, ExecutionException {
        // Each worker and the tasks of its history are virtual threads, so that switching between them is cheap.
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                running.add(workers.submit(this::work));
            }
            for (Future<?> worker : running) {
                worker.get();
            }
        }
        return failing;
    }

    private void work() {
        while (true) {
            long index = next.getAndIncrement();
            if (index >= histories || isOver()) {
                return;
            }
            History history = History.of(firstSeed + index);
            add(history, Simulation.of(history));
        }
    }

    private synchronized boolean isOver() {
        return failing.isPresent();
    }

    private synchronized void add(History history, Simulation.Result result) {
        completed++;
        summary = summary.plus(result.summary());
        if (!result.violations().isEmpty() && failing.stream().allMatch(other -> other.seed() > history.seed())) {
            failing = Optional.of(history);
        }
    }

    Figures figures() {
        Figures figures = new Figures("simulation");
        figures.add("seed of the first history", firstSeed);
        figures.add("histories", completed);
        figures.add("faults", summary.faults());
        figures.add("calls, at each of which other tasks may continue or a fault may occur", summary.calls());
        figures.add("records of `lead.events`", summary.events());
        figures.add("due timers among them", summary.timers());
        figures.add("messages", summary.messages());
        figures.add("decisions", summary.decisions());
        figures.add("histories in which anything was lost, duplicated or different from the reference",
                failing.isEmpty() ? 0 : 1);
        return figures;
    }
}
