package dev.nudge.lead;

import dev.nudge.condition.Change;
import dev.nudge.condition.Facts;
import dev.nudge.event.LeadEvent;
import dev.nudge.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of the event that a run remembers, for conditions and templates at due time (S10).
 *
 * @param data the event's data, or the paths that were kept of them
 * @param keptPaths the paths that were kept; null when the data are complete
 */
public record StartingEvent(String id, String type, Map<String, @Nullable Object> data,
        @Nullable Set<String> keptPaths, Map<String, Change> changed) {

    private static final String DATA = "event.data";
    private static final String EVENT = "event";

    /** Larger data are cut to what the automation names. */
    private static final int MAX_DATA_BYTES = 8 * 1024;
    /** What of the named paths is kept together. */
    private static final int MAX_KEPT_BYTES = 32 * 1024;
    /** Of a change of a field that the automation names. */
    private static final int MAX_NAMED_BYTES = 16 * 1024;
    private static final int MAX_SHOWN_LENGTH = 256;
    /** Of a change of another field, which the automation may name after it was edited. */
    private static final int MAX_OTHER_BYTES = 1_024;

    /**
     * Keeps the data, or of large data the paths that are named, and the changed fields, each of bounded size.
     *
     * @param named the fields and variables that the automation's conditions and templates name; only called for an
     *        event with large values
     */
    public static StartingEvent remember(LeadEvent event, Map<String, Change> changed, Supplier<Set<String>> named) {
        Map<String, Change> changes = new LinkedHashMap<>();
        changed.forEach((field, change) -> changes.put(field, bounded(field, change, named)));
        if (Json.size(event.data()) <= MAX_DATA_BYTES) {
            return new StartingEvent(event.id(), event.type(), event.data(), null, changes);
        }
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        Set<String> keptPaths = new LinkedHashSet<>();
        int size = 0;
        for (String path : paths(event.data(), named.get())) {
            Object value = Paths.follow(event.data(), path); // the event's own, which must not be changed
            int withValue = size + Json.size(value);
            if (withValue <= MAX_KEPT_BYTES && keptPaths.stream().noneMatch(whole -> path.startsWith(whole + "."))) {
                keptPaths.add(path);
                Paths.put(kept, path, value);
                size = withValue;
            }
        }
        return new StartingEvent(event.id(), event.type(), kept, Collections.unmodifiableSet(keptPaths), changes);
    }

    /** Whether a field or a part of it is named. */
    private static boolean isNamed(String field, Set<String> named) {
        return named.stream().map(LeadFacts::nameInChanges)
                .anyMatch(name -> name.equals(field) || name.startsWith(field + "."));
    }

    /**
     * The named paths of the data, an object before its parts; elements of a list are kept with their list. The names
     * within a section of all data are not known to be paths, so that everything follows that has room.
     */
    private static Set<String> paths(Map<String, ?> data, Set<String> named) {
        Set<String> paths = new LinkedHashSet<>();
        named.stream().filter(name -> name.startsWith(DATA + ".")).sorted()
                .forEach(name -> paths.add(Paths.upToList(data, name.substring(DATA.length() + 1))));
        if (named.contains(EVENT) || named.contains(DATA)) {
            data.keySet().stream().sorted().forEach(paths::add);
        }
        return paths;
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
        if (outer == null || !outer.isToCut() && Json.isMissing(outer.to())) {
            return null; // the part is missing as well
        }
        if (outer.isFromCut() || outer.isToCut()) {
            return Change.UNKNOWN;
        }
        return Paths.change(Paths.follow(outer.from(), inner), Paths.follow(outer.to(), inner));
    }

    private static Change bounded(String field, Change change, Supplier<Set<String>> named) {
        int fromSize = Json.size(change.from());
        int toSize = Json.size(change.to());
        boolean isSmall = fromSize <= MAX_OTHER_BYTES && toSize <= MAX_OTHER_BYTES;
        int most = isSmall || !isNamed(field, named.get()) ? MAX_OTHER_BYTES : MAX_NAMED_BYTES;
        boolean isFromCut = fromSize > most;
        boolean isToCut = toSize > most;
        return isFromCut || isToCut
                ? new Change(isFromCut ? shown(change.from()) : change.from(),
                        isToCut ? shown(change.to()) : change.to(), isFromCut, isToCut)
                : change;
    }

    /** The beginning of a value that was not kept, which a decision's trace shows. */
    private static @Nullable Object shown(@Nullable Object value) {
        return value == null ? null : Json.cut(value.toString(), MAX_SHOWN_LENGTH);
    }
}
