package dev.nudge.json;

import dev.nudge.Limits;
import java.nio.CharBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts JSON in UTF-8 to and from the plain values of {@link Json}. This is the only JSON reader in the product, so
 * that HTTP and every topic accept the same texts. Reading is strict: valid UTF-8 (one byte order mark at the start is
 * ignored), exactly one value, no duplicate names, numbers and nesting within {@link Limits}. Reading never throws,
 * regardless of the bytes. Thread-safe.
 */
public final class JsonCodec {

    private static final JsonMapper WRITER = JsonMapper.builder().build();

    /** A JSON value, which may be null. */
    public record Value(@Nullable Object json) {}

    private JsonCodec() {}

    /** Reads any value. A refusal says what is wrong and gives the line and column, or the pointer. */
    public static Reading<Value> read(byte[] json) {
        return switch (Utf8.decode(json)) {
            case Reading.Refused<CharBuffer>(List<Violation> violations) -> new Reading.Refused<>(violations);
            case Reading.Understood<CharBuffer>(CharBuffer text) -> JsonTextReader.read(text);
        };
    }

    /** Reads a value that must be an object. */
    @SuppressWarnings("unchecked") // the keys of parsed JSON are strings
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
     * Reads a text field of the outermost object, as far as the bytes can be parsed; this also works for JSON that
     * {@link #read} refuses. Empty when the name occurs more than once.
     */
    public static Optional<String> text(byte[] json, String name) {
        return JsonTextReader.text(json, name);
    }

    /**
     * The encoding that the bytes appear to have if they are certainly not UTF-8; empty when it cannot be determined.
     */
    public static Optional<String> otherEncoding(byte[] bytes) {
        return Utf8.otherEncoding(bytes);
    }

    /** Writes a value, or a record class of Nudge, as compact JSON. */
    public static byte[] write(Object value) {
        return WRITER.writeValueAsBytes(value);
    }
}
