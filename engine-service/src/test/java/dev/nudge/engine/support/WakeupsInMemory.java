package dev.nudge.engine.support;

import dev.nudge.engine.timer.WakeupScheduler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Records when each partition's alarm is set; tests ring it. */
public final class WakeupsInMemory implements WakeupScheduler {

    private final Map<Integer, Instant> alarms = new TreeMap<>();

    @Override
    public void set(int partition, Instant instant) {
        alarms.put(partition, instant);
    }

    @Override
    public void clear(int partition) {
        alarms.remove(partition);
    }

    public Optional<Instant> of(int partition) {
        return Optional.ofNullable(alarms.get(partition));
    }

    /** The partitions whose alarms ring now; each rings once. */
    public List<Integer> takeDue(Instant now) {
        List<Integer> due = alarms.entrySet().stream().filter(alarm -> !alarm.getValue().isAfter(now))
                .map(Map.Entry::getKey).toList();
        due.forEach(alarms::remove);
        return due;
    }
}
