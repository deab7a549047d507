package dev.nudge.json;

import java.util.regex.Pattern;

/**
 * Checks that every character of a text is visible, so that texts that look the same are the same as far as Unicode can
 * tell.
 */
public final class VisibleText {

    /**
     * Control and format characters, unpaired surrogates, line and paragraph separators, unassigned code points, the
     * replacement character, and the letters and marks that Unicode defines as invisible.
     */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\x{FFFD}"
            + "\\x{034F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{2800}\\x{3164}\\x{FE00}-\\x{FE0F}"
            + "\\x{FFA0}\\x{E0100}-\\x{E01EF}]");
    private static final Pattern ONLY_SPACES = Pattern.compile("\\p{Zs}*");

    private VisibleText() {}

    /** Whether all characters are visible; false for a text that consists only of spaces. */
    public static boolean isVisible(String text) {
        return !INVISIBLE.matcher(text).find() && !ONLY_SPACES.matcher(text).matches();
    }
}
