package dev.nudge.api.deadletter;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Writes bytes to JSON as text if they are valid UTF-8, otherwise as Base64. */
final class JsonBytes {

    private JsonBytes() {}

    /**
     * Puts the bytes under a name, and adds an encoding field if they are Base64.
     *
     * @param cut whether the bytes are truncated, so that the last character may be incomplete
     */
    static void put(Map<String, @Nullable Object> json, String name, @Nullable Binary bytes, boolean cut) {
        if (bytes == null) {
            json.put(name, null);
            return;
        }
        String text = text(bytes.getData(), cut);
        json.put(name, text == null ? Base64.getEncoder().encodeToString(bytes.getData()) : text);
        if (text == null) {
            json.put(name + "Encoding", "base64");
        }
    }

    private static @Nullable String text(byte[] bytes, boolean cut) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        return decoder.decode(ByteBuffer.wrap(bytes), text, !cut).isError() ? null : text.flip().toString();
    }
}
