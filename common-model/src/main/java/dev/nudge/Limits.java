package dev.nudge;

/**
 * How large a lead event and its parts may be. They belong together: what is accepted within them where an event
 * enters, over HTTP or from the topic, can be decided, published, stored, delivered and shown (a test holds that for an
 * event at every limit). Whatever reads our own records and documents must allow {@link #MAX_NESTING}, not
 * {@link #MAX_DEPTH}.
 */
public final class Limits {

    /** Bytes of an event's JSON. */
    public static final int MAX_EVENT_BYTES = 256 * 1024;
    public static final int MAX_EVENTS_PER_REQUEST = 500;

    /** Characters (Unicode code points) of an id that another system made. */
    public static final int MAX_ID_LENGTH = 128;
    /** Characters of an event's type. */
    public static final int MAX_TYPE_LENGTH = 128;

    /** Attributes of one lead (E2). */
    public static final int MAX_ATTRIBUTES = 200;
    /** Bytes of all attributes of one lead as JSON (E2). */
    public static final int MAX_ATTRIBUTES_BYTES = 64 * 1024;

    /** Levels of an attribute or of a field of an event's data: 1 for a plain value, one more for each object or list. */
    public static final int MAX_DEPTH = 32;
    /**
     * Levels of objects and lists in a JSON text or a stored document, the outermost included: {@link #MAX_DEPTH} for a
     * field, and as many again for what messages, decisions, documents and answers put around it.
     */
    public static final int MAX_NESTING = 2 * MAX_DEPTH;

    /** Characters of a number's text. Its value keeps 34 digits and has the range of IEEE 754 decimal128. */
    public static final int MAX_NUMBER_LENGTH = 1_000;

    private Limits() {}
}
