package dev.nudge.engine.timer;

import dev.nudge.engine.timer.TimerQueue.Entry;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The timers of one partition whose records were appended and are not processed yet. Guarded by its queue. */
final class Flights {

    private record Flight(Entry entry, Instant since) {}

    private final Map<LeadKey, Map<DueTimer, Flight>> byLead = new HashMap<>();
    private int count;

    void begin(Entry entry, Instant now) {
        byLead.computeIfAbsent(entry.lead(), any -> new HashMap<>()).put(entry.timer(), new Flight(entry, now));
        count++;
    }

    /** Ends the flight; since when it was under way, if it was. */
    Optional<Instant> end(LeadKey lead, DueTimer timer) {
        Map<DueTimer, Flight> flying = byLead.getOrDefault(lead, Map.of());
        Flight landed = flying.get(timer);
        if (landed == null) {
            return Optional.empty();
        }
        flying.remove(timer);
        count--;
        if (flying.isEmpty()) {
            byLead.remove(lead);
        }
        return Optional.of(landed.since());
    }

    boolean isUnderWay(LeadKey lead, DueTimer timer) {
        return byLead.getOrDefault(lead, Map.of()).containsKey(timer);
    }

    List<Entry> begunBefore(Instant instant) {
        return byLead.values().stream().flatMap(flying -> flying.values().stream())
                .filter(flight -> flight.since().isBefore(instant)).map(Flight::entry).toList();
    }

    int count() {
        return count;
    }
}
