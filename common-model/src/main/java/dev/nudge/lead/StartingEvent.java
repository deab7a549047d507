package dev.nudge.lead;

import dev.nudge.condition.Change;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the event that started or restarted a run which is stored for the conditions at due time (S10). */
public record StartingEvent(String id, String type, Map<String, Object> data, Map<String, Change> changed) {

    private static final int MAX_VALUES = 32;
    private static final int MAX_LENGTH = 1_024;

    /** Keeps scalar data and the changed fields, each of bounded size. */
    public static StartingEvent remember(LeadEvent event, Map<String, Change> changed) {
        Map<String, Object> scalars = new LinkedHashMap<>();
        event.data().forEach((name, value) -> {
            if (scalars.size() < MAX_VALUES && value != null && isScalar(value)) {
                scalars.put(name, value instanceof String text ? Json.cut(text, MAX_LENGTH) : value);
            }
        });
        Map<String, Change> changes = new LinkedHashMap<>();
        changed.forEach(
                (field, change) -> changes.put(field, new Change(bounded(change.from()), bounded(change.to()))));
        return new StartingEvent(event.id(), event.type(), scalars, changes);
    }

    private static boolean isScalar(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /**
     * Truncates a value that exceeds the bound instead of omitting it, so that the change of the field and the first
     * elements of a list are kept.
     */
    private static @Nullable Object bounded(@Nullable Object value) {
        return switch (value) {
            case String text -> Json.cut(text, MAX_LENGTH);
            case List<?> list when Json.size(list) > MAX_LENGTH -> firstOf(list);
            case Map<?, ?> map when Json.size(map) > MAX_LENGTH -> Json.cut(map.toString(), MAX_LENGTH);
            case null, default -> value;
        };
    }

    private static List<?> firstOf(List<?> list) {
        int count = 0;
        for (int size = 2; count < list.size(); count++) {
            size += Json.size(list.get(count)) + 1;
            if (size > MAX_LENGTH) {
                break;
            }
        }
        return Collections.unmodifiableList(new ArrayList<>(list.subList(0, count)));
    }
}
