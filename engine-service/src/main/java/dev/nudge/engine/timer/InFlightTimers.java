package dev.nudge.engine.timer;

import dev.nudge.engine.timer.TimerQueue.Entry;
import dev.nudge.event.DueTimer;
import dev.nudge.event.LeadKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The timers of one partition whose records were appended and are not processed yet. Guarded by its queue. */
final class InFlightTimers {

    /**
     * @param since when its record was appended
     * @param seen when the record was last known to exist
     * @param waits whether the record was polled and deferred because its organization had used up its time
     */
    private record InFlight(Entry entry, Instant since, Instant seen, boolean waits) {}

    private final Map<LeadKey, Map<DueTimer, InFlight>> byLead = new HashMap<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    private int count;

    void begin(Entry entry, Instant now) {
        byLead.computeIfAbsent(entry.lead(), any -> new HashMap<>()).put(entry.timer(),
                new InFlight(entry, now, now, false));
        count++;
    }

    /** The timer's record is deferred until its organization has time. */
    void waits(LeadKey lead, DueTimer timer, Instant now) {
        Map<DueTimer, InFlight> ofLead = byLead.getOrDefault(lead, Map.of());
        InFlight known = ofLead.get(timer);
        if (known == null) {
            return;
        }
        ofLead.put(timer, new InFlight(known.entry(), known.since(), now, true));
        if (!known.waits()) {
            waiting.merge(lead.organizationId(), 1, Integer::sum);
        }
    }

    /** Removes the timer, and returns since when it was in flight, if it was. */
    Optional<Instant> end(LeadKey lead, DueTimer timer) {
        Map<DueTimer, InFlight> ofLead = byLead.getOrDefault(lead, Map.of());
        InFlight ended = ofLead.get(timer);
        if (ended == null) {
            return Optional.empty();
        }
        ofLead.remove(timer);
        count--;
        if (ended.waits()) {
            waiting.computeIfPresent(lead.organizationId(), (any, number) -> number == 1 ? null : number - 1);
        }
        if (ofLead.isEmpty()) {
            byLead.remove(lead);
        }
        return Optional.of(ended.since());
    }

    boolean contains(LeadKey lead, DueTimer timer) {
        return byLead.getOrDefault(lead, Map.of()).containsKey(timer);
    }

    List<Entry> lastSeenBefore(Instant instant) {
        return byLead.values().stream().flatMap(ofLead -> ofLead.values().stream())
                .filter(known -> known.seen().isBefore(instant)).map(InFlight::entry).toList();
    }

    /** Whether records of the organization's timers are deferred. */
    boolean waitsFor(String organizationId) {
        return waiting.containsKey(organizationId);
    }

    Optional<Instant> firstDueAt() {
        return byLead.values().stream().flatMap(ofLead -> ofLead.values().stream())
                .map(known -> known.entry().notBefore()).min(Comparator.naturalOrder());
    }

    int count() {
        return count;
    }

    /** The timers whose records are not deferred. */
    int countWithoutWaiting() {
        return count - waiting.values().stream().mapToInt(Integer::intValue).sum();
    }
}
