package dev.nudge.api.user;

import dev.nudge.address.Address;
import dev.nudge.api.web.ProblemException;
import dev.nudge.json.Json;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import dev.nudge.schedule.Zones;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user's change to their own document.
 *
 * @param profile by field; a null removes the field
 * @param preferences by automation
 */
record UserPatch(Map<String, @Nullable Object> profile, Map<String, PreferencePatch> preferences) {

    private static final Set<String> FIELDS = Set.of("profile", "automations", "userId", "organizationId", "roles");
    private static final Set<String> PROFILE = Set.of("name", "email", "phone", "timezone");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final int MAX_PREFERENCES = 100;

    /** The automations that a body names, up to the maximum. */
    static Set<String> automationsIn(Map<String, @Nullable Object> body) {
        return body.get("automations") instanceof Map<?, ?> named
                ? named.keySet().stream().map(String::valueOf).limit(MAX_PREFERENCES).collect(Collectors.toSet())
                : Set.of();
    }

    /**
     * @param current the current preference for each existing automation that the body names
     * @throws ProblemException with all violations, before any change
     */
    static UserPatch read(Map<String, @Nullable Object> body, Map<String, Map<String, @Nullable Object>> current) {
        JsonObject object = JsonObject.of(body);
        object.allowOnly(FIELDS);
        Map<String, @Nullable Object> profile = profile(object.object("profile"));
        if (body.containsKey("profile") && !object.has("profile")) {
            PROFILE.forEach(name -> profile.put(name, null)); // a null removes the whole profile
        }
        if (body.containsKey("automations") && !object.has("automations")) {
            object.violation("automations", Violation.TYPE, "Expected an object in \"automations\" but found null."
                    + " To switch an automation off, set its \"enabled\" to false.");
        }
        Map<String, PreferencePatch> preferences = preferences(object.object("automations"), current);
        ProblemException.throwIfInvalid(object);
        return new UserPatch(profile, preferences);
    }

    private static Map<String, @Nullable Object> profile(@Nullable JsonObject profile) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (profile == null) {
            return fields;
        }
        profile.allowOnly(PROFILE);
        profile.text("name", 200);
        matching(profile, "email", EMAIL, "an address such as ana@example.com");
        matching(profile, "phone", Address.E164, "a phone number such as +14155551234");
        String timezone = profile.text("timezone", 64);
        if (timezone != null && Zones.find(timezone).isEmpty()) {
            expected(profile, "timezone", "a time zone such as Europe/Lisbon", timezone);
        }
        profile.names().forEach(name -> fields.put(name, profile.get(name)));
        return fields;
    }

    private static void matching(JsonObject profile, String name, Pattern pattern, String expected) {
        String text = profile.text(name, 320);
        if (text != null && !pattern.matcher(text).matches()) {
            expected(profile, name, expected, text);
        }
    }

    private static void expected(JsonObject profile, String name, String expected, String found) {
        profile.violation(name, Violation.FORMAT,
                "Expected " + expected + " in \"" + name + "\" but found " + JsonObject.typeOf(found) + ".");
    }

    private static Map<String, PreferencePatch> preferences(@Nullable JsonObject automations,
            Map<String, Map<String, @Nullable Object>> current) {
        Map<String, PreferencePatch> patches = new LinkedHashMap<>();
        if (automations == null) {
            return patches;
        }
        if (automations.names().size() > MAX_PREFERENCES) {
            automations.violationAt(automations.pointer(), Violation.SIZE, "Expected at most " + MAX_PREFERENCES
                    + " preferences at once but found " + automations.names().size() + ".");
            return patches;
        }
        for (String id : automations.names()) {
            Map<String, @Nullable Object> preference = current.get(id);
            if (preference == null) {
                automations.violation(id, Violation.UNKNOWN_VALUE,
                        "There is no automation \"" + Json.cut(id, 100) + "\".");
            } else if (automations.get(id) instanceof Map<?, ?> sent) {
                PreferencePatch patch = PreferencePatch.of(sent);
                automations.violationsAt(automations.pointerTo(id), patch.violations(preference));
                patches.put(id, patch);
            } else {
                automations.violation(id, Violation.TYPE, "Expected a preference object but found "
                        + JsonObject.typeOf(automations.get(id)) + ". To switch it off, send {\"enabled\": false}.");
            }
        }
        return patches;
    }
}
