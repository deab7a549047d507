package dev.nudge.api.web;

import dev.nudge.json.JsonCodec;
import dev.nudge.json.JsonObject;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * A request's body, a JSON value as in {@link dev.nudge.json.Json}; a controller takes it as a parameter. It is read
 * once, on first use, so that errors that do not depend on the body (403, 404) take precedence.
 */
public final class JsonBody {

    private final HttpServletRequest request;
    private JsonCodec.@Nullable Value value;
    private @Nullable ProblemException failure;

    JsonBody(HttpServletRequest request) {
        this.request = request;
    }

    /** @throws ProblemException when the body is too large or not JSON */
    public @Nullable Object json() {
        if (failure != null) {
            throw failure;
        }
        if (value == null) {
            try {
                value = read(bytes());
            } catch (ProblemException invalid) {
                failure = invalid;
                throw invalid;
            }
        }
        return value.json();
    }

    private byte[] bytes() {
        byte[] text = RequestBody.read(request);
        RequestAdmission.await(request, text.length);
        return text;
    }

    private static JsonCodec.Value read(byte[] text) {
        if (text.length == 0) {
            throw ProblemException.invalid("", Violation.REQUIRED, "Expected JSON but the body is empty.");
        }
        return switch (JsonCodec.read(text)) {
            case Reading.Understood<JsonCodec.Value>(JsonCodec.Value read) -> read;
            case Reading.Refused<JsonCodec.Value>(var violations) -> throw ProblemException.invalid(violations);
        };
    }

    /** Whether the body is an object with an object in the field; false also for a body that is not valid. */
    public boolean hasObject(String field) {
        try {
            return json() instanceof Map<?, ?> map && map.get(field) instanceof Map;
        } catch (ProblemException invalid) {
            return false;
        }
    }

    /** @throws ProblemException when the body is not an object */
    @SuppressWarnings("unchecked") // keys of what was parsed from JSON are text
    public Map<String, @Nullable Object> object() {
        Object json = json();
        if (json instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw ProblemException.invalid("", Violation.TYPE,
                "Expected an object but found " + JsonObject.typeOf(json) + ".");
    }

    /**
     * The object in a body that may be absent; an empty object without a body.
     *
     * @throws ProblemException when the body has another type, or is not an object
     */
    public Map<String, @Nullable Object> optionalObject() {
        if (value == null) {
            byte[] text = bytes();
            if (text.length == 0) {
                return Map.of();
            }
            if (!isJson(request.getContentType())) {
                throw ProblemException.notJson();
            }
            value = read(text);
        }
        return object();
    }

    private static boolean isJson(@Nullable String type) {
        try {
            return type != null && MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(type));
        } catch (InvalidMediaTypeException invalid) {
            return false;
        }
    }
}
