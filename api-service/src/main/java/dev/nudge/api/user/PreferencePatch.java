package dev.nudge.api.user;

import dev.nudge.api.web.MergePatch;
import dev.nudge.api.web.ProblemException;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.json.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A change of one preference. Absent fields do not change; a new preference is off by default. */
public record PreferencePatch(Map<String, @Nullable Object> fields) {

    public static PreferencePatch of(Map<?, ?> sent) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        sent.forEach((name, value) -> fields.put(String.valueOf(name), value));
        fields.remove("version"); // set by the server
        return new PreferencePatch(fields);
    }

    /** @throws ProblemException with all violations */
    public Map<String, @Nullable Object> apply(Map<String, @Nullable Object> current) {
        List<Violation> violations = violations(current);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
        return merged(current);
    }

    /** The violations in the patch and in its result. */
    List<Violation> violations(Map<String, @Nullable Object> current) {
        JsonObject asked = JsonObject.of(fields);
        asked.allowOnly(AutomationReader.PREFERENCE_FIELDS); // also fields with null, which the merge removes
        if (fields.get("userSmsNotification") instanceof Map) {
            Objects.requireNonNull(asked.object("userSmsNotification")).allowOnly(PreferenceReader.NOTIFICATION_FIELDS);
        }
        List<Violation> violations = Violations.of(asked.violations());
        PreferenceReader.check(merged(current)).stream().filter(violation -> !violations.contains(violation))
                .forEach(violations::add);
        return violations;
    }

    private Map<String, @Nullable Object> merged(Map<String, @Nullable Object> current) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        merged.put("enabled", false);
        merged.putAll(current);
        merged = MergePatch.apply(merged, fields);
        merged.remove("version");
        merged.putIfAbsent("enabled", false);
        return merged;
    }
}
