package dev.nudge.api.http;

import dev.nudge.json.JsonObject;
import dev.nudge.json.Violation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's body, a JSON value as in {@link dev.nudge.json.Json}; a controller takes it as a parameter. */
public record JsonBody(@Nullable Object json) {

    /** @throws Refusal when it is something else than an object */
    @SuppressWarnings("unchecked") // keys of what was parsed from JSON are text
    public Map<String, @Nullable Object> object() {
        if (json instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw Refusal.invalid("", Violation.TYPE, "Expected an object but found " + JsonObject.typeOf(json) + ".");
    }
}
