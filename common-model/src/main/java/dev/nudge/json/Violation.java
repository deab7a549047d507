package dev.nudge.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One fault of a JSON document.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the document itself
 * @param code what kind, stable for programs
 * @param message a sentence that names what was expected and what was found; cut when it is very long
 */
public record Violation(String pointer, String code, String message) {

    public static final String REQUIRED = "required";
    public static final String TYPE = "type";
    public static final String FORMAT = "format";
    public static final String RANGE = "range";
    public static final String SIZE = "size";
    public static final String UNKNOWN_FIELD = "unknown-field";
    public static final String UNKNOWN_VALUE = "unknown-value";
    public static final String CONFLICT = "conflict";

    private static final int MAX_MESSAGE_LENGTH = 1_000;
    /** Every message that shows a value of the document shows it after these words. */
    private static final Pattern FOUND = Pattern.compile(",? but found ");

    public Violation {
        message = Json.cut(message, MAX_MESSAGE_LENGTH);
    }

    @Override
    public String toString() {
        return at() + message;
    }

    /** Where the fault is and what was expected there, but not what was found: for the log. */
    String withoutValue() {
        Matcher found = FOUND.matcher(message);
        return at() + (found.find() ? message.substring(0, found.start()) + "." : message);
    }

    private String at() {
        return pointer.isEmpty() ? "" : pointer + ": ";
    }
}
