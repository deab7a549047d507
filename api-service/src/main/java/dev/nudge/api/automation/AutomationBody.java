package dev.nudge.api.automation;

import dev.nudge.api.web.JsonBody;
import dev.nudge.api.web.Nulls;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.AutomationReader;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid automation from a request body.
 *
 * @param fields the automation's fields; null values are removed
 * @param preference the caller's preference fields in the body
 */
public record AutomationBody(Map<String, @Nullable Object> fields, Map<String, @Nullable Object> preference) {

    /** Keeps a record well below Kafka's maximum record size. */
    private static final int MAX_BYTES = 256 * 1024;

    /** @throws ProblemException with all violations */
    static AutomationBody read(JsonBody body) {
        return switch (read(body.object())) {
            case Reading.Understood<AutomationBody>(AutomationBody understood) -> understood;
            case Reading.Refused<AutomationBody>(var violations) -> throw ProblemException.invalid(violations);
        };
    }

    /** Returns the valid body, or all violations. */
    public static Reading<AutomationBody> read(Map<String, @Nullable Object> json) {
        List<Violation> violations = Violations.of(AutomationReader.check(json));
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, @Nullable Object> preference = new LinkedHashMap<>();
        Nulls.removed(json).forEach((name, value) -> {
            if (AutomationReader.FIELDS.contains(name)) {
                fields.put(name, value);
            } else if (AutomationReader.PREFERENCE_FIELDS.contains(name)) {
                preference.put(name, value);
            }
        });
        JsonObject storable = JsonObject.of(fields);
        storable.checkStorable(fields);
        violations.addAll(storable.violations());
        if (Json.size(fields) > MAX_BYTES) {
            violations.add(new Violation("", Violation.SIZE,
                    "Expected an automation of at most " + MAX_BYTES + " bytes but found " + Json.size(fields) + "."));
        }
        return violations.isEmpty()
                ? new Reading.Understood<>(new AutomationBody(fields, preference))
                : new Reading.Refused<>(violations);
    }

    /** The creator's initial preference: enabled, unless the body says otherwise. */
    public Map<String, @Nullable Object> initialPreference() {
        Map<String, @Nullable Object> initial = new LinkedHashMap<>();
        initial.put("enabled", true);
        initial.putAll(preference);
        return initial;
    }
}
