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
 * An automation that isn't saved, as if the caller had just done so: nobody but the caller has a preference for it.
 *
 * @param preference the caller's
 */
record DraftAutomation(Automation automation, String creator, Preference preference) {

    private static final String ID = "draft";

    /** Empty when something is wrong, which the body then tells. */
    static Optional<DraftAutomation> read(Caller caller, JsonObject body) {
        if (!body.has("automation")) {
            body.violation("automation", Violation.REQUIRED,
                    "\"automation\" is required; a saved one is simulated by its own address.");
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
