package dev.nudge.benchmarks.pipeline;

import tools.jackson.databind.json.JsonMapper;

/**
 * A number of messages, in any order.
 *
 * @param texts a checksum of their texts
 */
public record Messages(int count, long texts) {

    private static final JsonMapper JSON = new JsonMapper();

    public static final Messages NONE = new Messages(0, 0);

    static Messages of(String text) {
        return new Messages(1, text.hashCode());
    }

    /** @param message its JSON with the field {@code text} */
    public static Messages read(byte[] message) {
        return of(JSON.readTree(message).path("text").stringValue(""));
    }

    public Messages and(Messages others) {
        return new Messages(count + others.count, texts + others.texts);
    }
}
