package dev.nudge.api.relay;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change to publish.
 *
 * @param key the id of the changed document
 * @param json the record of {@code automation.events}
 * @param published removes the marker, unless the document has changed again
 */
public record Change(String key, Map<String, @Nullable Object> json, Runnable published) {}
