package dev.nudge.api.event;

import dev.nudge.api.web.Warning;
import dev.nudge.event.EventNote;
import dev.nudge.event.LeadEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The warnings about an event: the notes that are known before it is applied to its lead (N). */
public final class EventWarnings {

    private EventWarnings() {}

    /** @param inRequest the pointer in the request to what a pointer in the event refers to */
    public static List<Warning> of(LeadEvent event, UnaryOperator<String> inRequest) {
        return event.notes().stream().map(note -> of(note, inRequest.apply(pointer(event, note.field())))).toList();
    }

    private static Warning of(EventNote note, String pointer) {
        return new Warning(pointer, note.note().name(),
                switch (note.note()) {
                    case OCCURRED_AT_IGNORED ->
                        "Expected an instant with an offset, from the year 2000 on, in \"occurredAt\"."
                                + " It was ignored; the time of arrival applies.";
                    case ATTRIBUTE_IGNORED ->
                        "This attribute was ignored: a predefined attribute must be a text, \"tags\" a"
                                + " list of texts, and no name may begin with \"$\" or contain \".\".";
                    case ATTRIBUTES_FULL -> "This attribute was ignored, because it exceeds the limits of a lead.";
                    case TIMEZONE_IGNORED ->
                        "The time zone is not known and was ignored; the lead's present one stays.";
                    case BODY_IGNORED -> "The body is not text and was ignored.";
                    case DIRECTION_IGNORED ->
                        "The direction is not known; the message counts for attributes and opt-outs only.";
                    case EVENT_DATA_CUT -> "The data are larger than a waiting run keeps.";
                    case STATUS_LATE -> "The event is older than the lead's status, which stays.";
                    case MAYBE_OPT_OUT -> "The message may be an opt-out.";
                });
    }

    /** To a field of the event, or to a field of its data or attributes, whose names can contain dots. */
    private static String pointer(LeadEvent event, @Nullable String field) {
        if (field == null) {
            return "";
        }
        int dot = field.indexOf('.');
        if (dot < 0) {
            return "/" + field;
        }
        String parent = "/" + field.substring(0, dot);
        String path = field.substring(dot + 1);
        return event.source().get(field.substring(0, dot)) instanceof Map<?, ?> fields
                ? fields.keySet().stream().map(String::valueOf)
                        .filter(name -> path.equals(name) || path.startsWith(name + "."))
                        .max(Comparator.comparingInt(String::length))
                        .map(name -> parent + "/" + name.replace("~", "~0").replace("/", "~1")).orElse(parent)
                : parent;
    }
}
