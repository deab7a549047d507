package dev.nudge.engine.publish;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it goes over the wire: numbers are exact, nothing may follow the document. */
public final class Wire {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Wire() {}

    public static byte[] encode(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** The object; empty when the bytes aren't the JSON of one. */
    @SuppressWarnings("unchecked") // Jackson's keys are text
    public static Optional<Map<String, @Nullable Object>> object(byte[] json) {
        try {
            return MAPPER.readValue(json, Object.class) instanceof Map<?, ?> map
                    ? Optional.of((Map<String, @Nullable Object>) map)
                    : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }
}
