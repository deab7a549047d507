package dev.nudge.api.simulation;

import dev.nudge.api.automation.AutomationBody;
import dev.nudge.api.security.Caller;
import dev.nudge.automation.Automation;
import dev.nudge.automation.AutomationReader;
import dev.nudge.automation.Preference;
import dev.nudge.automation.PreferenceReader;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An unsaved automation, treated as if the caller had just created it: only the caller has a preference for it.
 *
 * @param preference the caller's preference
 */
record DraftAutomation(Automation automation, String creator, Preference preference) {

    private static final String ID = "draft";

    /** Empty when the body has violations. */
    static Optional<DraftAutomation> read(Caller caller, JsonObject body) {
        if (!body.has("automation")) {
            body.violation("automation", Violation.REQUIRED,
                    "\"automation\" is required. To simulate a saved automation, use /api/automations/{id}/simulate.");
        }
        JsonObject draft = body.object("automation");
        if (draft == null) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        draft.names().forEach(name -> json.put(name, draft.get(name)));
        return switch (AutomationBody.read(json)) {
            case Reading.Understood<AutomationBody>(AutomationBody sent) -> Optional.of(saved(caller, sent));
            case Reading.Refused<AutomationBody>(List<Violation> violations) -> {
                draft.violationsAt(draft.pointer(), violations);
                yield Optional.empty();
            }
        };
    }

    private static DraftAutomation saved(Caller caller, AutomationBody sent) {
        Map<String, @Nullable Object> document = Json.object(sent.fields());
        document.put("_id", ID);
        document.put("organizationId", caller.organizationId());
        document.put("userId", caller.userId());
        document.put("version", 1L);
        return new DraftAutomation(AutomationReader.read(document).orThrow(), caller.userId(),
                PreferenceReader.read(sent.initialPreference()).orThrow());
    }

    Optional<Preference> preferenceOf(String userId) {
        return userId.equals(creator) ? Optional.of(preference) : Optional.empty();
    }
}
