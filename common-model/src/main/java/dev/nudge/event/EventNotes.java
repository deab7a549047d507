package dev.nudge.event;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the notes about one event, at most {@value #MAX}. */
final class EventNotes {

    private static final int MAX = 20;

    private final Set<EventNote> notes = new LinkedHashSet<>();

    void add(Note note, String field) {
        if (notes.size() < MAX) {
            notes.add(new EventNote(note, field));
        }
    }

    List<EventNote> list() {
        return List.copyOf(notes);
    }
}
