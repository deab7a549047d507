package dev.nudge.api.stream;

import dev.nudge.api.stats.Stats;
import dev.nudge.api.store.PagedCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** What changes in an organization: its decisions, the states of its messages, its numbers. Not thread-safe. */
final class Changes {

    /** What an earlier client of another instance of the API has missed is returned for this time. */
    private static final Duration RESUMABLE = Duration.ofMinutes(1);

    private final String organizationId;
    private final NewRows decisions;
    private final NewRows messages;
    private final PagedCollection decisionsAsJson;
    private final Stats stats;
    private Map<String, Object> numbers = Map.of();
    /** The last call has failed, perhaps after it had read rows that no client received. */
    private boolean hasFailed;

    Changes(String organizationId, NewRows decisions, NewRows messages, PagedCollection decisionsAsJson,
            Stats stats) {
        this.organizationId = organizationId;
        this.decisions = decisions;
        this.messages = messages;
        this.decisionsAsJson = decisionsAsJson;
        this.stats = stats;
    }

    /** Counts everything until now as known. */
    void skip(Instant now) {
        decisions.skip();
        messages.skip();
        numbers = stats.hour(organizationId, now);
    }

    /** What is new since the last call; {@code refresh} when that is too much, or when the last call has failed. */
    List<StreamEvent> next(Instant now) {
        boolean isIncomplete = hasFailed;
        hasFailed = true; // until the end of this call
        List<StreamEvent> events = new ArrayList<>(events(decisions.next(), messages.next(), position(now)));
        Map<String, Object> current = stats.hour(organizationId, now);
        if (!current.equals(numbers)) {
            numbers = current;
            events.add(StreamEvent.counters(position(now), current));
        }
        if (isIncomplete) {
            events.addFirst(StreamEvent.refresh(position(now)));
        }
        hasFailed = false;
        return events;
    }

    /** What a client has missed that has seen everything until an instant, and a little of what it has seen. */
    List<StreamEvent> since(Instant last, Instant now) {
        if (Duration.between(last, now).abs().compareTo(RESUMABLE) > 0) {
            return List.of(StreamEvent.refresh(position(now)));
        }
        Instant from = last.minus(NewRows.OVERLAP);
        return events(decisions.since(from, NewRows.MOST + 1), messages.since(from, NewRows.MOST + 1),
                position(now));
    }

    private List<StreamEvent> events(List<Document> decided, List<Document> changed, Instant position) {
        if (decided.size() + changed.size() > NewRows.MOST) {
            return List.of(StreamEvent.refresh(position));
        }
        List<StreamEvent> events = new ArrayList<>();
        decided.forEach(row -> events.add(StreamEvent.decision(decisions.at(row), decisionsAsJson.toJson(row))));
        changed.forEach(row -> events.add(StreamEvent.message(messages.at(row), row)));
        events.sort(Comparator.comparing(StreamEvent::at));
        return events;
    }

    private Instant position(Instant now) {
        Instant newest = decisions.newest().isAfter(messages.newest()) ? decisions.newest() : messages.newest();
        return newest.equals(Instant.EPOCH) ? now : newest;
    }
}
