package dev.nudge.engine.history;

import dev.nudge.engine.history.RollupDocuments.Kind;
import dev.nudge.engine.history.RollupDocuments.Rollup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts what belongs into roll-ups: each of the automation, and of all automations. */
final class RollupCounts {

    /** Names that can be fields of a document; records from outside may have others. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]{1,64}");

    private final Map<Rollup, Map<String, Long>> numbers = new HashMap<>();

    static Instant hour(Instant at) {
        return at.truncatedTo(ChronoUnit.HOURS);
    }

    /** @param first an outcome or a channel; second: a reason or a state */
    void add(String organizationId, Kind kind, Instant at, @Nullable Object automationId, @Nullable Object first,
            @Nullable Object second) {
        if (!(first instanceof String group) || !NAME.matcher(group).matches() || !(second instanceof String name)
                || !NAME.matcher(name).matches()) {
            return;
        }
        String path = group + "." + name;
        add(new Rollup(organizationId, kind, hour(at), null), path);
        if (automationId instanceof String id) {
            add(new Rollup(organizationId, kind, hour(at), id), path);
        }
    }

    private void add(Rollup rollup, String path) {
        numbers.computeIfAbsent(rollup, _ -> new HashMap<>()).merge(path, 1L, Long::sum);
    }

    Set<Rollup> rollups() {
        return numbers.keySet();
    }

    Map<String, Long> of(Rollup rollup) {
        return numbers.getOrDefault(rollup, Map.of());
    }
}
