package dev.nudge.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A note about an event (N).
 *
 * @param field the field of the event that it is about, such as {@code lead.tags}; null when it is about the whole
 *        event
 */
public record EventNote(Note note, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String field) {

    public static EventNote of(Note note) {
        return new EventNote(note, null);
    }
}
