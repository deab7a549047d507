package dev.nudge.json;

import dev.nudge.Limits;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in UTF-8 to and from the plain values of {@link Json}: the only reader of JSON in the product, so that HTTP and
 * every topic accept the same texts. Reading is strict: valid UTF-8 (one byte order mark at the start is ignored), one
 * value and nothing after it, no repeated name, numbers and nesting within {@link Limits}. It never throws, whatever
 * the bytes are. Thread-safe.
 */
public final class JsonCodec {

    private static final JsonMapper WRITER = JsonMapper.builder().build();

    /** A value that may be null, as JSON has it. */
    public record Value(@Nullable Object json) {}

    private JsonCodec() {}

    /** Any value; a refusal says what is wrong and at which line and column, or at which pointer. */
    public static Reading<Value> read(byte[] json) {
        return switch (Utf8.decode(json)) {
            case Reading.Refused<CharBuffer>(List<Violation> violations) -> new Reading.Refused<>(violations);
            case Reading.Understood<CharBuffer>(CharBuffer text) -> JsonTextReader.read(text);
        };
    }

    /** The same where nothing but an object is expected. */
    @SuppressWarnings("unchecked") // names are text
    public static Reading<Map<String, @Nullable Object>> readObject(byte[] json) {
        return switch (read(json)) {
            case Reading.Refused<Value>(List<Violation> violations) -> new Reading.Refused<>(violations);
            case Reading.Understood<Value>(Value value) when value.json() instanceof Map<?, ?> map ->
                new Reading.Understood<>((Map<String, @Nullable Object>) map);
            case Reading.Understood<Value>(Value value) -> Reading.refused("", Violation.TYPE,
                    "Expected an object but found " + JsonObject.typeOf(value.json()) + ".");
        };
    }

    /**
     * A text of the outermost object, as far as the bytes can be read: also of JSON that {@link #read} refuses. Empty
     * where the name is repeated.
     */
    public static Optional<String> text(byte[] json, String name) {
        return JsonTextReader.text(json, name);
    }

    /** The encoding that bytes look like which are no UTF-8 for sure; empty when that cannot be seen. */
    public static Optional<String> otherEncoding(byte[] bytes) {
        return Utf8.otherEncoding(bytes);
    }

    /** Compact JSON of a value, or of a record of ours. */
    public static byte[] write(Object value) {
        return WRITER.writeValueAsBytes(value);
    }
}
