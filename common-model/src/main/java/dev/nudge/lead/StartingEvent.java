package dev.nudge.lead;

import dev.nudge.condition.Change;
import dev.nudge.condition.Facts;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of the event that a run remembers, for conditions and templates at due time (S10).
 *
 * @param data the event's data, or the paths that were kept of them
 * @param keptPaths the paths that were kept; null when the data are complete
 */
public record StartingEvent(String id, String type, Map<String, @Nullable Object> data,
        @Nullable Set<String> keptPaths, Map<String, Change> changed) {

    /** Larger data are cut to the paths that the automation names. */
    private static final int MAX_DATA_BYTES = 8 * 1024;
    /** What of the named paths is kept together. */
    private static final int MAX_KEPT_BYTES = 32 * 1024;
    private static final int MAX_LENGTH = 1_024;

    /**
     * Keeps the data, or of large data the paths that are named, and the changed fields, each of bounded size.
     *
     * @param namedPaths the paths below {@code event.data} that the automation's conditions and templates name
     */
    public static StartingEvent remember(LeadEvent event, Map<String, Change> changed, Set<String> namedPaths) {
        Map<String, Change> changes = new LinkedHashMap<>();
        changed.forEach(
                (field, change) -> changes.put(field, new Change(bounded(change.from()), bounded(change.to()))));
        if (Json.size(event.data()) <= MAX_DATA_BYTES) {
            return new StartingEvent(event.id(), event.type(), event.data(), null, changes);
        }
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        Set<String> keptPaths = new LinkedHashSet<>();
        int size = 0;
        for (String path : namedPaths.stream().sorted().toList()) {
            Object value = Paths.follow(event.data(), path);
            size += Json.size(value);
            if (size <= MAX_KEPT_BYTES) {
                boolean isPartOfKept = keptPaths.stream().anyMatch(whole -> path.startsWith(whole + "."));
                keptPaths.add(path);
                if (!isPartOfKept) { // the object is the event's own and must not be changed
                    Paths.put(kept, path, value);
                }
            }
        }
        return new StartingEvent(event.id(), event.type(), kept, Collections.unmodifiableSet(keptPaths), changes);
    }

    /** Whether data were left out ({@code EVENT_DATA_CUT}). */
    public boolean isCut() {
        return keptPaths != null;
    }

    /** The value at a path of the data; {@link Facts#NOT_KEPT} when it was left out. */
    @Nullable
    Object value(String path) {
        boolean isKept = keptPaths == null
                || keptPaths.stream().anyMatch(kept -> path.equals(kept) || path.startsWith(kept + "."));
        return isKept ? Paths.follow(data, path) : Facts.NOT_KEPT;
    }

    /** How the event changed a field, or a part of one. */
    @Nullable
    Change change(String field) {
        Change whole = changed.get(field);
        int dot = field.indexOf('.');
        if (whole != null || dot < 0 || !changed.containsKey(field.substring(0, dot))) {
            return whole;
        }
        Change outer = changed.get(field.substring(0, dot));
        String inner = field.substring(dot + 1);
        return outer == null
                ? null
                : Paths.change(Paths.follow(outer.from(), inner), Paths.follow(outer.to(), inner));
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
