package dev.nudge.engine.support;

import dev.nudge.engine.timer.WakeupScheduler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Records when each partition's wake-up is set; tests run it. */
public final class WakeupsInMemory implements WakeupScheduler {

    private final Map<Integer, Instant> wakeups = new TreeMap<>();

    @Override
    public void set(int partition, Instant instant) {
        wakeups.put(partition, instant);
    }

    @Override
    public void clear(int partition) {
        wakeups.remove(partition);
    }

    public Optional<Instant> of(int partition) {
        return Optional.ofNullable(wakeups.get(partition));
    }

    /** The partitions whose wake-ups are due now, each once. */
    public List<Integer> takeDue(Instant now) {
        List<Integer> due = wakeups.entrySet().stream().filter(wakeUp -> !wakeUp.getValue().isAfter(now))
                .map(Map.Entry::getKey).toList();
        due.forEach(wakeups::remove);
        return due;
    }
}
