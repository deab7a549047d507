package dev.nudge.api.relay;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something to publish.
 *
 * @param key the id of the document that carries it
 * @param json the record of {@code automation.events}
 * @param published takes the marker off, unless the document has moved on meanwhile
 */
public record Change(String key, Map<String, @Nullable Object> json, Runnable published) {}
