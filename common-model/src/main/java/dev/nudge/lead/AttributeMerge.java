package dev.nudge.lead;

import dev.nudge.Limits;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import dev.nudge.event.Note;
import dev.nudge.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an event does to the attributes of its lead, except the status (E2).
 *
 * @param isOld whether a newer event has set attributes, so that this one only adds missing ones
 * @param isFull whether the event's custom attributes were ignored, because the lead would have too many
 */
record AttributeMerge(Map<String, Object> attributes, @Nullable Instant attributesAt, boolean isOld, boolean isFull) {

    static AttributeMerge of(Lead lead, LeadEvent event, Instant occurredAt) {
        Instant attributesAt = lead.attributesAt();
        boolean isOld = attributesAt != null && occurredAt.isBefore(attributesAt);
        if (event.lead().isEmpty()) {
            return new AttributeMerge(lead.attributes(), attributesAt, isOld, false);
        }
        Map<String, Object> merged = merged(lead, event, isOld, name -> true);
        boolean isFull = !merged.equals(lead.attributes()) && (exceedsLimits(merged) || isTooDeep(event.lead(), 0))
                && event.lead().entrySet().stream()
                        .anyMatch(entry -> entry.getValue() != null && !LeadEvent.isWellKnown(entry.getKey()));
        if (isFull) {
            merged = merged(lead, event, isOld,
                    name -> event.lead().get(name) == null || LeadEvent.isWellKnown(name));
        }
        return new AttributeMerge(Collections.unmodifiableMap(merged), Conversation.later(attributesAt, occurredAt),
                isOld, isFull);
    }

    private static Map<String, Object> merged(Lead lead, LeadEvent event, boolean isOld, Predicate<String> counts) {
        Map<String, Object> merged = new LinkedHashMap<>(lead.attributes());
        event.lead().forEach((name, value) -> {
            if (name.equals("status") || !counts.test(name) || isOld && !Json.isMissing(merged.get(name))) {
                return;
            }
            if (value != null) {
                merged.put(name, value);
            } else if (!isOld) {
                merged.remove(name);
            }
        });
        return merged;
    }

    private static boolean exceedsLimits(Map<String, Object> attributes) {
        return attributes.size() > Limits.MAX_ATTRIBUTES || Json.size(attributes) > Limits.MAX_ATTRIBUTES_BYTES;
    }

    private static boolean isTooDeep(@Nullable Object value, int depth) {
        if (depth > Limits.MAX_DEPTH) {
            return true;
        }
        Collection<?> inner = switch (value) {
            case Map<?, ?> map -> map.values();
            case List<?> list -> list;
            case null, default -> List.of();
        };
        for (Object each : inner) {
            if (isTooDeep(each, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    Optional<EventNote> note() {
        return isFull ? Optional.of(EventNote.of(Note.ATTRIBUTES_FULL)) : Optional.empty();
    }
}
