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
import org.jspecify.annotations.Nullable;

/** Reads the ids of the dead letters to replay from {@code {"ids": [...]}}. */
final class ReplayRequest {

    private static final int MAX_IDS = 100;

    private ReplayRequest() {}

    /** @throws ProblemException with all violations */
    static List<String> read(JsonBody body) {
        Map<String, @Nullable Object> json = body.object();
        JsonObject object = JsonObject.of(json);
        object.allowOnly(Set.of("ids"));
        Set<String> ids = new LinkedHashSet<>();
        if (!(json.get("ids") instanceof List<?> list)) {
            object.violation("ids", object.has("ids") ? Violation.TYPE : Violation.REQUIRED,
                    "Expected a list of the ids of dead letters in \"ids\".");
        } else if (list.isEmpty() || list.size() > MAX_IDS) {
            object.violation("ids", Violation.SIZE,
                    "Expected 1 to " + MAX_IDS + " ids in \"ids\" but found " + list.size() + ".");
        } else {
            read(list, object, ids);
        }
        if (!object.violations().isEmpty()) {
            throw ProblemException.invalid(object.violations());
        }
        return new ArrayList<>(ids);
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
