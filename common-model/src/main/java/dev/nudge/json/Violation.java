package dev.nudge.json;

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

    public Violation {
        message = Json.cut(message, MAX_MESSAGE_LENGTH);
    }

    @Override
    public String toString() {
        return (pointer.isEmpty() ? "" : pointer + ": ") + message;
    }
}
