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

    /**
     * @param since when its record was appended
     * @param seen when it was known last that the record is not lost
     * @param waits whether the record was polled and left for its organization's time
     */
    private record Flight(Entry entry, Instant since, Instant seen, boolean waits) {}

    private final Map<LeadKey, Map<DueTimer, Flight>> byLead = new HashMap<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    private int count;

    void begin(Entry entry, Instant now) {
        byLead.computeIfAbsent(entry.lead(), any -> new HashMap<>()).put(entry.timer(),
                new Flight(entry, now, now, false));
        count++;
    }

    /** Its record waits for its organization's time. */
    void waits(LeadKey lead, DueTimer timer, Instant now) {
        Map<DueTimer, Flight> flying = byLead.getOrDefault(lead, Map.of());
        Flight flight = flying.get(timer);
        if (flight == null) {
            return;
        }
        flying.put(timer, new Flight(flight.entry(), flight.since(), now, true));
        if (!flight.waits()) {
            waiting.merge(lead.organizationId(), 1, Integer::sum);
        }
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
        if (landed.waits()) {
            waiting.computeIfPresent(lead.organizationId(), (any, number) -> number == 1 ? null : number - 1);
        }
        if (flying.isEmpty()) {
            byLead.remove(lead);
        }
        return Optional.of(landed.since());
    }

    boolean isUnderWay(LeadKey lead, DueTimer timer) {
        return byLead.getOrDefault(lead, Map.of()).containsKey(timer);
    }

    List<Entry> lastSeenBefore(Instant instant) {
        return byLead.values().stream().flatMap(flying -> flying.values().stream())
                .filter(flight -> flight.seen().isBefore(instant)).map(Flight::entry).toList();
    }

    /** Whether records of the organization's timers wait for its time. */
    boolean waitsFor(String organizationId) {
        return waiting.containsKey(organizationId);
    }

    int count() {
        return count;
    }

    /** Those that do not wait. */
    int moving() {
        return count - waiting.values().stream().mapToInt(Integer::intValue).sum();
    }
}
