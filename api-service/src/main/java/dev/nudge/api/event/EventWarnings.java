package dev.nudge.api.event;

import dev.nudge.api.web.Warning;
import dev.nudge.event.EventNote;
import java.util.function.UnaryOperator;

/** The warnings about an event: the notes that are known before it is applied to its lead (N). */
public final class EventWarnings {

    private EventWarnings() {}

    /** @param inRequest the pointer in the request to what a pointer in the event refers to */
    public static Warning of(EventNote note, UnaryOperator<String> inRequest) {
        String field = note.field();
        return new Warning(inRequest.apply(field == null ? "" : pointerTo(field)), note.note().name(),
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
                    case BODY_IGNORED -> "The body is no text and was ignored.";
                    case DIRECTION_IGNORED ->
                        "The direction is not known; the message counts for attributes and opt-outs only.";
                    case EVENT_DATA_CUT -> "The data are larger than a waiting run keeps.";
                    case STATUS_LATE -> "The event is older than the lead's status, which stays.";
                    case MAYBE_OPT_OUT -> "The message may be an opt-out.";
                });
    }

    /** The first part is a field of the event; the rest, which can contain dots, is the name of a field within it. */
    private static String pointerTo(String field) {
        int dot = field.indexOf('.');
        return dot < 0
                ? "/" + field
                : "/" + field.substring(0, dot) + "/"
                        + field.substring(dot + 1).replace("~", "~0").replace("/", "~1");
    }
}
