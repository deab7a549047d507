package dev.nudge.api.deadletter;

import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.ProblemException;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dead letters to replay: {@code {"ids": [...]}}, or {@code {"filter": {...}, "dryRun": true, "limit": 100}}. */
sealed interface ReplayRequest {

    record OfIds(List<String> ids) implements ReplayRequest {}

    /** @param limit how many are replayed at most, the oldest first */
    record OfFilter(DeadLetterFilter filter, boolean isDryRun, int limit) implements ReplayRequest {}

    int MAX_IDS = 100;
    int MAX_LETTERS = 10_000;

    /** @throws ProblemException with all violations */
    static ReplayRequest read(JsonBody body) {
        Map<String, @Nullable Object> json = body.object();
        JsonObject object = JsonObject.of(json);
        object.allowOnly(Set.of("ids", "filter", "dryRun", "limit"));
        ReplayRequest request = object.has("filter") ? ofFilter(object) : ofIds(object, json.get("ids"));
        ProblemException.throwIfInvalid(object);
        return request;
    }

    private static ReplayRequest ofFilter(JsonObject object) {
        if (object.has("ids")) {
            object.violation("ids", Violation.CONFLICT, "Expected either \"ids\" or \"filter\" but found both.");
        }
        if (!object.has("dryRun")) {
            object.violation("dryRun", Violation.REQUIRED, "\"dryRun\" is required beside \"filter\".");
        }
        JsonObject filter = object.object("filter");
        Boolean dryRun = object.bool("dryRun");
        Integer limit = object.integer("limit", 1, MAX_LETTERS);
        return new OfFilter(DeadLetterFilter.read(filter == null ? JsonObject.of(Map.of()) : filter),
                !Boolean.FALSE.equals(dryRun), limit == null ? MAX_LETTERS : limit);
    }

    private static ReplayRequest ofIds(JsonObject object, @Nullable Object value) {
        Stream.of("dryRun", "limit").filter(object::has).forEach(name -> object.violation(name,
                Violation.CONFLICT, "Expected \"" + name + "\" only beside \"filter\"."));
        Set<String> ids = new LinkedHashSet<>();
        if (!(value instanceof List<?> list)) {
            object.violation("ids", object.has("ids") ? Violation.TYPE : Violation.REQUIRED,
                    "Expected a list of the ids of dead letters in \"ids\".");
        } else if (list.isEmpty() || list.size() > MAX_IDS) {
            object.violation("ids", Violation.SIZE,
                    "Expected 1 to " + MAX_IDS + " ids in \"ids\" but found " + list.size() + ".");
        } else {
            read(list, object, ids);
        }
        return new OfIds(new ArrayList<>(ids));
    }

    private static void read(List<?> list, JsonObject object, Set<String> ids) {
        for (int i = 0; i < list.size(); i++) {
            String pointer = object.pointerTo("ids") + "/" + i;
            if (!(list.get(i) instanceof String id)) {
                object.violationAt(pointer, Violation.TYPE,
                        "Expected the id of a dead letter but found " + JsonObject.typeOf(list.get(i)) + ".");
            } else if (!ids.add(id)) {
                object.violationAt(pointer, Violation.CONFLICT, "Expected each id only once but found a duplicate.");
            }
        }
    }
}
