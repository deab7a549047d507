package dev.nudge;

/**
 * The limits on the size of a lead event and its parts. They are consistent with each other: an event that is accepted
 * within these limits, over HTTP or from the topic, can also be decided, published, stored, delivered and displayed (a
 * test sends events at every limit). Code that reads Nudge's own records and documents must allow {@link #MAX_NESTING},
 * not {@link #MAX_DEPTH}.
 */
public final class Limits {

    /** Maximum size of an event's JSON, in bytes. */
    public static final int MAX_EVENT_BYTES = 256 * 1024;
    public static final int MAX_EVENTS_PER_REQUEST = 500;

    /** Maximum length of an id that another system assigns, in Unicode code points. */
    public static final int MAX_ID_LENGTH = 128;
    /** Maximum length of an event's type, in characters. */
    public static final int MAX_TYPE_LENGTH = 128;

    /** Maximum number of attributes of one lead (E2). */
    public static final int MAX_ATTRIBUTES = 200;
    /** Maximum size of all attributes of one lead as JSON, in bytes (E2). */
    public static final int MAX_ATTRIBUTES_BYTES = 64 * 1024;

    /**
     * Maximum depth of an attribute or of a field of an event's data: 1 for a scalar, plus one for each object or list.
     */
    public static final int MAX_DEPTH = 32;
    /**
     * Maximum depth of a JSON text or a stored document, including the outermost object: {@link #MAX_DEPTH} for a
     * field, and the same again for the structure that messages, decisions, documents and responses add around it.
     */
    public static final int MAX_NESTING = 2 * MAX_DEPTH;

    /**
     * Maximum length of a number as text, in characters. The value keeps 34 significant digits and has the range of
     * IEEE 754 decimal128.
     */
    public static final int MAX_NUMBER_LENGTH = 1_000;

    private Limits() {}
}
