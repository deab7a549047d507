package dev.nudge.api.json;

import dev.nudge.json.Json;
import dev.nudge.json.Reading;
import dev.nudge.json.Violation;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in UTF-8 to and from the plain values of {@link Json}. Reading is strict: one value, no name twice, no number
 * rounded to a double. Thread-safe.
 */
public final class JsonText {

    /** Twice what any document of ours may have. */
    private static final int MAX_DEPTH = 2 * Json.MAX_DEPTH;

    private static final JsonMapper MAPPER = JsonMapper
            .builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Where a message of Jackson's goes on about its own settings and classes. */
    private static final Pattern OWN_AFFAIRS = Pattern.compile(
            " \\(start marker at .*|: enable `.*|: not allowed as per `.*|, from `[^`]*`| \\(`[^`]*`\\)"
                    + "| \\(bound as `[^`]*`\\)");

    /** A value that may be null, as JSON has it. */
    public record Value(@Nullable Object json) {}

    private JsonText() {}

    public static Reading<Value> read(byte[] text) {
        try {
            return new Reading.Understood<>(new Value(Json.normalized(MAPPER.readValue(text, Object.class))));
        } catch (JacksonException notJson) {
            return new Reading.Refused<>(List.of(new Violation("", Violation.FORMAT,
                    "Expected JSON but found none" + place(notJson.getLocation()) + ": "
                            + OWN_AFFAIRS.matcher(notJson.getOriginalMessage()).replaceAll("") + ".")));
        }
    }

    public static byte[] write(Object json) {
        return MAPPER.writeValueAsBytes(json);
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
