package dev.nudge.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises patterns that RE2/J would never finish compiling. To ignore case it follows each letter to its other forms
 * until it is back; from U+1C80 to U+1C88 it never comes back, because the JDK's data are newer than RE2/J's. So a
 * pattern with {@code (?i)} must not contain these letters, alone or within a range.
 */
final class CaseFolding {

    static final int FIRST = 0x1C80;
    static final int LAST = 0x1C88;

    private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z]*i");
    private static final Pattern HEXADECIMAL = Pattern.compile("\\\\x(?:\\{([0-9A-Fa-f]{1,8})\\}|([0-9A-Fa-f]{2}))");

    private CaseFolding() {}

    /** May be true for a pattern that would compile, never false for one that would not. */
    static boolean mayNeverEnd(String pattern) {
        if (!IGNORES_CASE.matcher(pattern).find()) {
            return false;
        }
        List<Long> characters = characters(pattern);
        for (int i = 0; i < characters.size(); i++) {
            if (overlaps(characters.get(i), characters.get(i)) || characters.get(i) == '-' && i > 0
                    && i + 1 < characters.size() && overlaps(characters.get(i - 1), characters.get(i + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean overlaps(long from, long to) {
        return from <= LAST && to >= FIRST;
    }

    /** With hexadecimal escapes as what they mean, and others without their backslash. */
    private static List<Long> characters(String pattern) {
        List<Long> characters = new ArrayList<>();
        Matcher hexadecimal = HEXADECIMAL.matcher(pattern);
        for (int at = 0; at < pattern.length();) {
            if (hexadecimal.region(at, pattern.length()).lookingAt()) {
                String digits = hexadecimal.group(1) == null ? hexadecimal.group(2) : hexadecimal.group(1);
                characters.add(Long.parseLong(digits, 16));
                at = hexadecimal.end();
            } else {
                int character = pattern.codePointAt(at);
                at += Character.charCount(character);
                if (character != '\\' || at == pattern.length()) {
                    characters.add((long) character);
                }
            }
        }
        return characters;
    }
}
