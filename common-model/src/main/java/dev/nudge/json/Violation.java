package dev.nudge.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One error in a JSON document.
 *
 * @param pointer JSON pointer (RFC 6901) to the error; empty for the document itself
 * @param code the kind of error; stable, for programs
 * @param message a sentence that says what was expected and what was found; truncated when it is very long
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
    /** Every message that contains a value of the document shows it after this phrase. */
    private static final Pattern FOUND = Pattern.compile(",? but found ");

    public Violation {
        message = Json.cut(message, MAX_MESSAGE_LENGTH);
    }

    @Override
    public String toString() {
        return at() + message;
    }

    /** The pointer and what was expected, without what was found; for the log. */
    String withoutValue() {
        Matcher found = FOUND.matcher(message);
        return at() + (found.find() ? message.substring(0, found.start()) + "." : message);
    }

    private String at() {
        return pointer.isEmpty() ? "" : pointer + ": ";
    }
}
