package dev.nudge.api.web;

import dev.nudge.json.JsonCodec;
import dev.nudge.json.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The position of an item in a list's order, where the next page starts. It contains the values that determine the
 * order, not an offset, so that concurrent inserts do not shift pages. Opaque to clients.
 */
public record Cursor(List<String> keys) {

    public static Cursor at(String... keys) {
        return new Cursor(List.of(keys));
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonCodec.write(keys));
    }

    static Optional<Cursor> parse(String text, int fewestKeys, int mostKeys) {
        byte[] json;
        try {
            json = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        return JsonCodec.read(json) instanceof Reading.Understood<JsonCodec.Value>(JsonCodec.Value value)
                && value.json() instanceof List<?> list && list.size() >= fewestKeys && list.size() <= mostKeys
                && list.stream().allMatch(String.class::isInstance)
                        ? Optional.of(new Cursor(list.stream().map(String.class::cast).toList()))
                        : Optional.empty();
    }
}
