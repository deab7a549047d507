package dev.nudge.reliability.fuzz;

import dev.nudge.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An input of several texts, separated by a line {@code ---}; missing ones are empty. */
record Parts(List<String> texts) {

    private static final String BETWEEN = "\n---\n";

    static Parts of(byte[] input) {
        return new Parts(Arrays.asList(new String(input, StandardCharsets.UTF_8).split(BETWEEN, -1)));
    }

    String text(int index) {
        return index < texts.size() ? texts.get(index) : "";
    }

    /** The JSON object in a part; an empty one if it is anything else. */
    Map<String, @Nullable Object> object(int index) {
        return JsonCodec.readObject(text(index).getBytes(StandardCharsets.UTF_8)).understood().orElse(Map.of());
    }
}
