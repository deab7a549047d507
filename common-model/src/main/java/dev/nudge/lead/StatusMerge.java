package dev.nudge.lead;

import dev.nudge.event.LeadEvent;
import dev.nudge.json.UnicodeText;
import dev.nudge.lead.Lead.StatusHistory;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event does to the status of its lead (E4).
 *
 * @param from the source status of a status_change: {@code data.from}, otherwise the status before the event
 * @param before the lead's status before the event; null when it had none
 * @param after the lead's status after the event, as written
 * @param isTransition whether the event is a status_change between different statuses
 * @param isLate whether the event's status is older than the lead's, so that it was ignored
 */
public record StatusMerge(@Nullable String from, @Nullable String before, @Nullable String after,
        boolean isTransition, boolean isLate, StatusHistory history) {

    static StatusMerge unchanged(@Nullable String status) {
        return new StatusMerge(status, status, status, false, false, StatusHistory.NONE);
    }

    /** @param isOld whether a newer event has set attributes, so that this one only adds missing ones (E2) */
    static StatusMerge of(Lead lead, LeadEvent event, Instant occurredAt, boolean isOld) {
        String before = lead.status();
        String from = event.isStatusChange() && event.text("from") != null ? event.text("from") : before;
        String to = event.isStatusChange() ? event.text("to") : null;
        boolean isTransition = to != null && !isSame(from, to);
        boolean hasStatus = to != null || event.lead().containsKey("status");
        String wanted = to != null ? to : event.lead().get("status") instanceof String text ? text : null;
        Instant changedAt = lead.statusHistory().statusChangedAt();
        boolean isLate = hasStatus && changedAt != null && occurredAt.isBefore(changedAt)
                && !isSame(wanted, before);
        boolean isRepeated = event.isStatusChange() && !isTransition && isSame(to, before);
        boolean mayChange = event.isStatusChange() ? !isRepeated : !isOld || before == null;
        String after = hasStatus && !isLate && mayChange ? wanted : before;
        boolean isMoved = !isSame(before, after);
        String previous = lead.statusHistory().previousStatus();
        if (isTransition && !isLate) {
            previous = from;
        } else if (isMoved) {
            previous = before;
        }
        StatusHistory history = new StatusHistory(previous,
                isMoved ? Conversation.later(changedAt, occurredAt) : changedAt);
        return new StatusMerge(from, before, after, isTransition, isLate, history);
    }

    /** E4: case, white space and Unicode form do not matter; a blank status is none. */
    public static boolean isSame(@Nullable String one, @Nullable String other) {
        if (one == null || other == null || UnicodeText.isBlank(one) || UnicodeText.isBlank(other)) {
            return UnicodeText.isBlank(one) && UnicodeText.isBlank(other);
        }
        return UnicodeText.canonical(one).equals(UnicodeText.canonical(other));
    }

    /** Whether the lead has another status than before. */
    public boolean isMoved() {
        return !isSame(before, after);
    }

    /** Whether this is the first status that the lead is given (C3). */
    boolean isFirst() {
        return before == null && !UnicodeText.isBlank(after);
    }

    /** The attributes with the status. */
    Map<String, Object> mergeInto(Map<String, Object> attributes) {
        Object present = attributes.get("status");
        if (after == null ? present == null : after.equals(present)) {
            return attributes;
        }
        Map<String, Object> merged = new LinkedHashMap<>(attributes);
        if (after == null) {
            merged.remove("status");
        } else {
            merged.put("status", after);
        }
        return Collections.unmodifiableMap(merged);
    }
}
