package dev.nudge.benchmarks.pipeline;

/**
 * A number of messages, in any order.
 *
 * @param texts a checksum of their texts
 */
public record Messages(int count, long texts) {

    static final Messages NONE = new Messages(0, 0);

    static Messages of(String text) {
        return new Messages(1, text.hashCode());
    }

    Messages and(Messages others) {
        return new Messages(count + others.count, texts + others.texts);
    }
}
