package dev.nudge.engine.support;

import dev.nudge.configuration.ConfigurationChange;
import dev.nudge.engine.registry.ChangeLog;
import dev.nudge.json.JsonCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code automation.events} in memory, with one partition; polling never waits. */
public final class ChangeLogInMemory implements ChangeLog {

    private final List<byte[]> records = new ArrayList<>();
    private int start;
    private boolean unavailable;

    public void append(Map<String, @Nullable Object> change) {
        ConfigurationChange.read(change).orThrow();
        records.add(JsonCodec.write(change));
    }

    /** Simulates deletion by retention. */
    public void deleteAll() {
        start = records.size();
    }

    /** Simulates a broker that loses unflushed records. */
    public void truncateTo(int end) {
        records.subList(end, records.size()).clear();
    }

    public void setUnavailable(boolean unavailable) {
        this.unavailable = unavailable;
    }

    @Override
    public Map<Integer, Long> ends() {
        if (unavailable) {
            throw new IllegalStateException("the log does not respond");
        }
        return Map.of(0, (long) records.size());
    }

    @Override
    public Reader openAtEnd() {
        return new Reader() {
            private int position = records.size();

            @Override
            public Map<Integer, Long> positions() {
                return Map.of(0, (long) position);
            }

            @Override
            public List<ChangeRecord> poll(Duration atMost) {
                if (position < start || position > records.size()) {
                    throw new PositionLostException(new IllegalStateException("out of range: " + position));
                }
                if (position == records.size()) {
                    return List.of();
                }
                return List.of(new ChangeRecord(0, position, records.get(position++)));
            }

            @Override
            public void wakeUp() {
                // polling never waits
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
    }

    @Override
    public void close() {
        // nothing to close
    }
}
