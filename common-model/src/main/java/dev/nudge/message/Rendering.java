package dev.nudge.message;

import dev.nudge.json.Json;
import com.samskivert.mustache.MustacheException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * The output of one rendering, of one text or several, and its consumption of the rendering limits (F6). Without
 * limits, nested lists could occupy an engine for hours. All work of the library passes through this class or the
 * {@link JsonCollector} and counts as steps, except for comments; therefore each repetition adds the number of
 * comments.
 */
final class Rendering extends Writer {

    static final int MAX_REPETITIONS = 100_000;
    static final int MAX_BYTES = 64 * 1024;
    /** The maximum number of names looked up, values and texts written, and list elements read; takes about 10 ms. */
    static final int MAX_STEPS = 250_000;

    /** The number of characters of a name, or of a blank text, that count as one further step. */
    private static final int CHARACTERS_PER_STEP = 8;

    private final boolean html;
    private final int comments;
    private final StringBuilder text = new StringBuilder();
    private int repetitions;
    private int steps;
    private int bytes;
    private boolean tooLarge;

    /**
     * @param html whether values are HTML-escaped
     * @param comments the maximum number of comments in the texts
     */
    Rendering(boolean html, int comments) {
        this.html = html;
        this.comments = comments;
    }

    private static final class TooLargeException extends MustacheException {

        @java.io.Serial
        private static final long serialVersionUID = 1;

        TooLargeException() {
            super("The text is too large");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    boolean isHtml() {
        return html;
    }

    /** Whether a limit was exceeded. */
    boolean isTooLarge() {
        return tooLarge;
    }

    int length() {
        return text.length();
    }

    String textFrom(int start) {
        return text.substring(start);
    }

    void step() {
        steps(1);
    }

    void lookUp(String name) {
        steps(1 + name.length() / CHARACTERS_PER_STEP);
    }

    void repeat() {
        repetitions++;
        require(repetitions <= MAX_REPETITIONS);
        steps(1 + comments);
    }

    boolean isMissing(@Nullable Object value) {
        boolean missing = Json.isMissing(value);
        if (missing && value instanceof String blank) {
            steps(blank.length() / CHARACTERS_PER_STEP);
        }
        return missing;
    }

    void requireRoomFor(int length) {
        require(length <= MAX_BYTES);
    }

    private void steps(int more) {
        steps += more;
        require(steps <= MAX_STEPS);
    }

    private void require(boolean withinTheBound) {
        if (!withinTheBound) {
            tooLarge = true;
            throw new TooLargeException();
        }
    }

    @Override
    public Writer append(CharSequence more) {
        step();
        for (int i = 0; i < more.length(); i++) {
            bytes += bytes(more.charAt(i));
            require(bytes <= MAX_BYTES);
        }
        text.append(more);
        return this;
    }

    /** The size in UTF-8; a surrogate counts as half of four bytes. */
    private static int bytes(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        append(new String(chars, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return text.toString();
    }
}
