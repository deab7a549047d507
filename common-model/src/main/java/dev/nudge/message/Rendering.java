package dev.nudge.message;

import com.samskivert.mustache.MustacheException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * One rendering: its output, and what it has used of what it may (F6). A template within a list within a list would
 * otherwise keep an engine busy for hours. Whatever the library does goes through here or through the
 * {@link JsonCollector}, and is a step; only comments do not, so that each repetition counts them all.
 */
final class Rendering extends Writer {

    static final int MAX_REPETITIONS = 100_000;
    static final int MAX_BYTES = 64 * 1024;
    /** Names looked up, values and texts written, list elements looked at; 10 ms or so. */
    static final int MAX_STEPS = 250_000;

    /** As many characters of a name, or of a text that turns out to be blank, are one step more. */
    private static final int CHARACTERS_PER_STEP = 8;

    private final boolean html;
    private final int comments;
    private final StringBuilder text = new StringBuilder();
    private int repetitions;
    private int steps;
    private int bytes;
    private boolean tooLarge;

    /**
     * @param html whether values are escaped
     * @param comments how many the template may have
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

    /** Whether it ended at a bound. */
    boolean isTooLarge() {
        return tooLarge;
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
        boolean missing = JsonText.isMissing(value);
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

    /** In UTF-8; a surrogate is half of four. */
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
