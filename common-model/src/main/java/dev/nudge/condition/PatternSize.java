package dev.nudge.condition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Computes an upper bound of the number of instructions that an RE2 pattern compiles to, without compiling it: nested
 * repetitions multiply, so that a pattern of 25 characters can exhaust the memory. The result is undefined for a text
 * that is not a valid pattern. An instance measures one pattern.
 */
final class PatternSize {

    private static final Pattern REPETITION = Pattern.compile("\\{(\\d{1,4})(,(\\d{0,4}))?\\}");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?[a-zA-Z-]*\\)");
    private static final Pattern CLASS_ESCAPE = Pattern.compile("\\\\[dDsSwWpP]");
    private static final Pattern BRACED_ESCAPE = Pattern.compile("\\\\[pPx]\\{[^}]*\\}");
    /** The instructions at the program's begin and end. */
    private static final long FRAME = 3;
    /** The instructions that a group, an alternation or a loop adds. */
    private static final long OVERHEAD = 2;
    /** A group may have nothing in it, which is an instruction, too. */
    private static final long EMPTY = 1;

    private final String pattern;
    private final Matcher repetition;
    private final Matcher flags;
    private final Deque<Long> groups = new ArrayDeque<>();
    private long total;
    private long last;

    private PatternSize(String pattern) {
        this.pattern = pattern;
        this.repetition = REPETITION.matcher(pattern);
        this.flags = FLAGS.matcher(pattern);
    }

    static long atMost(String pattern) {
        return new PatternSize(pattern).measure();
    }

    private long measure() {
        for (int at = 0; at < pattern.length();) {
            at = next(at);
        }
        while (!groups.isEmpty()) {
            closeGroup();
        }
        return total + FRAME;
    }

    /** @return the index of the next element */
    private int next(int at) {
        switch (pattern.charAt(at)) {
            case '\\' -> {
                return escape(at);
            }
            case '[' -> {
                one();
                return endOfClass(at + 1);
            }
            case '(' -> {
                if (flags.region(at, pattern.length()).lookingAt()) {
                    return flags.end(); // matches nothing by itself and does not end the preceding element
                }
                groups.push(total);
                total = 0;
                last = 0;
            }
            case ')' -> closeGroup();
            case '{' -> {
                if (repetition.region(at, pattern.length()).lookingAt()) {
                    repeat();
                    return repetition.end();
                }
                one();
            }
            case '*', '+', '?', '|' -> grow(OVERHEAD);
            default -> one();
        }
        return at + 1;
    }

    private void one() {
        last = 1;
        total++;
    }

    private void grow(long more) {
        last += more;
        total += more;
    }

    private void closeGroup() {
        if (!groups.isEmpty()) {
            last = Math.max(total, EMPTY) + OVERHEAD;
            total = groups.pop() + last;
        }
    }

    /** {@code {n}}, {@code {n,}} or {@code {n,m}}: as many copies as the larger number. */
    private void repeat() {
        String max = repetition.group(3);
        long copies = Math.max(2, Long.parseLong(max == null || max.isEmpty() ? repetition.group(1) : max) + 1);
        long repeated = Math.min((last + OVERHEAD) * copies, Integer.MAX_VALUE);
        total += repeated - last;
        last = repeated;
    }

    private int escape(int at) {
        if (pattern.startsWith("\\Q", at)) {
            int end = pattern.indexOf("\\E", at + 2);
            int to = end < 0 ? pattern.length() : end;
            int length = to - at - 2;
            total += length;
            last = length == 0 ? last : 1; // a repetition without an operand repeats the preceding element
            return end < 0 ? to : end + 2;
        }
        one();
        return endOfCharacter(at);
    }

    private int endOfClass(int from) {
        int at = pattern.startsWith("^", from) ? from + 1 : from;
        boolean first = true;
        while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
            first = false;
            at = endOfClassItem(at);
        }
        return at + 1;
    }

    /** A named class, a class by letter, a character or a range of characters. */
    private int endOfClassItem(int from) {
        int named = pattern.startsWith("[:", from) ? pattern.indexOf(":]", from + 2) : -1;
        if (named >= 0) {
            return named + 2;
        }
        int end = endOfCharacter(from);
        boolean range = pattern.startsWith("-", end) && !pattern.startsWith("-]", end)
                && !CLASS_ESCAPE.matcher(pattern).region(from, pattern.length()).lookingAt();
        return range ? endOfCharacter(end + 1) : end;
    }

    private int endOfCharacter(int from) {
        if (!pattern.startsWith("\\", from)) {
            return from + 1;
        }
        Matcher braced = BRACED_ESCAPE.matcher(pattern).region(from, pattern.length());
        return braced.lookingAt() ? braced.end() : from + 2;
    }
}
