package dev.nudge.api.web;

import dev.nudge.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A remark about a request that was accepted: part of it was ignored, or may not do what its sender expects.
 *
 * @param pointer JSON pointer to what it is about; empty for the whole request
 * @param code the kind of warning; stable, for programs
 * @param message a sentence
 */
public record Warning(String pointer, String code, String message) {

    /** The maximum number of warnings in a response. */
    public static final int MAX = 100;

    private static final int MAX_MESSAGE_LENGTH = 1_000;

    public Warning {
        message = Json.cut(message, MAX_MESSAGE_LENGTH);
    }

    /** Adds the warnings to a response that has any: the first {@value #MAX}, and one that counts the others. */
    public static void addTo(Map<String, ? super List<Warning>> json, List<Warning> warnings) {
        if (warnings.isEmpty()) {
            return;
        }
        int more = warnings.size() - MAX;
        json.put("warnings", more <= 0
                ? warnings
                : Stream.concat(warnings.stream().limit(MAX),
                        Stream.of(new Warning("", "MORE", "There are " + more + " more warnings.")))
                        .toList());
    }
}
