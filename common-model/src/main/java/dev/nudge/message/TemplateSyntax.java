package dev.nudge.message;

import com.samskivert.mustache.MustacheException;
import dev.nudge.Limits;
import dev.nudge.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates a text that is saved as a template (F6). The library would output an unclosed tag unchanged and accept any
 * name; both are reported as errors instead. An instance checks one text.
 */
final class TemplateSyntax {

    /** The maximum depth of data. */
    static final int MAX_DEPTH = Limits.MAX_DEPTH;
    static final int MAX_NAME_LENGTH = 200;

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final Pattern BRACES = Pattern.compile("\\{{2,}+|\\}{2,}+");
    private static final String PART = "[\\p{L}\\p{M}\\p{N}_-]+";
    private static final Pattern NAME = Pattern.compile(PART + "(?:\\." + PART + ")*");
    /** Names that the library resolves to the element of a list or its position, without looking them up. */
    private static final Pattern ELEMENT_NAME = Pattern.compile("\\.|this(?:\\..*)?|-first|-last|-index");
    private static final int SHOWN_LENGTH = 60;

    private final String text;
    private final Deque<Section> sections = new ArrayDeque<>();

    private record Section(String name, String tag, int at) {}

    private TemplateSyntax(String text) {
        this.text = text;
    }

    /** @throws MustacheException with a sentence that contains the tag and its line */
    static void check(String text) {
        new TemplateSyntax(text).check();
    }

    private void check() {
        Matcher braces = BRACES.matcher(text);
        for (int at = 0; braces.find(at);) {
            at = tag(braces.start(), braces.group());
        }
        Section open = sections.peek();
        if (open != null) {
            throw refused(open.at(), open.tag(), "is not closed: write {{/" + open.name() + "}} after the section");
        }
    }

    /** @return the index of the tag's end */
    private int tag(int start, String braces) {
        if (braces.startsWith(CLOSE)) {
            throw refused(start, braces, "does not close a tag; to show the braces as text, put a space between them");
        }
        if (braces.length() > 3) {
            throw refused(start, shownFrom(start), "has too many braces: write {{name}}, or {{{name}}} unescaped;"
                    + " to show braces as text, put a space between them");
        }
        boolean triple = braces.length() == 3;
        int inner = start + braces.length();
        int close = text.indexOf(triple ? "}}}" : CLOSE, inner);
        boolean comment = !triple && text.startsWith("!", inner);
        int next = comment ? -1 : text.indexOf(OPEN, inner);
        if (close < 0 || next >= 0 && next < close) {
            throw refused(start, shownFrom(start), "is not closed: write " + (triple ? "}}}" : CLOSE) + " after it");
        }
        int end = close + braces.length();
        if (!comment) {
            tag(start, text.substring(start, end), text.substring(inner, close), triple);
        }
        return end;
    }

    private void tag(int start, String tag, String inner, boolean triple) {
        char sigil = triple || inner.isEmpty() ? ' ' : inner.charAt(0);
        switch (sigil) {
            case '#', '^' -> open(start, tag, name(start, tag, inner.substring(1)));
            case '/' -> close(start, tag, name(inner.substring(1)));
            case '&' -> name(start, tag, inner.substring(1));
            case '>' -> throw refused(start, tag, "includes another template, which is not supported");
            case '<', '$' -> throw refused(start, tag, "uses template inheritance, which is not supported");
            case '=' -> throw refused(start, tag, "changes the delimiters, which is not supported");
            default -> name(start, tag, inner);
        }
    }

    private void open(int start, String tag, String name) {
        sections.push(new Section(name, tag, start));
        if (sections.size() > MAX_DEPTH) {
            throw refused(start, tag, "is nested too deep: at most " + MAX_DEPTH + " sections within each other");
        }
    }

    private void close(int start, String tag, String name) {
        Section open = sections.poll();
        if (open == null) {
            throw refused(start, tag, "does not close a section");
        }
        if (!open.name().equals(name)) {
            throw refused(start, tag, "does not match the open section " + shown(open.tag()));
        }
    }

    private String name(int start, String tag, String padded) {
        String name = name(padded);
        if (name.isEmpty()) {
            throw refused(start, tag, "has no name");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw refused(start, tag, "has a name of more than " + MAX_NAME_LENGTH + " characters");
        }
        boolean isElementName = ELEMENT_NAME.matcher(name).matches();
        if (isElementName && sections.isEmpty()) {
            throw refused(start, tag, "refers to a list element and is valid only within a section");
        }
        if (!name.equals(".") && !NAME.matcher(name).matches()) {
            throw refused(start, tag,
                    "must contain a name of letters, digits, \"_\" and \"-\", with parts joined by dots");
        }
        return name;
    }

    /** The name without surrounding spaces and tabs, as the library reads it. */
    private static String name(String padded) {
        int from = 0;
        int to = padded.length();
        while (from < to && isBlank(padded.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(padded.charAt(to - 1))) {
            to--;
        }
        return padded.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private String shownFrom(int start) {
        return text.substring(start, Math.min(text.length(), start + 2 * SHOWN_LENGTH));
    }

    private MustacheException refused(int at, String tag, @Nullable String why) {
        long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
        return new MustacheException("the tag " + shown(tag) + " in line " + line + " " + why);
    }

    private static String shown(String tag) {
        String first = tag.lines().findFirst().orElse("");
        return first.length() > SHOWN_LENGTH ? Json.cut(first, SHOWN_LENGTH) + "..." : first;
    }
}
