package dev.nudge.engine.provider;

import java.util.regex.Pattern;

/** Keeps values from outside on the line of their header. */
final class HeaderText {

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    private HeaderText() {}

    static boolean isOneLine(String text) {
        return !CONTROLS.matcher(text).find();
    }

    /** The text with a blank for control characters and line separators. */
    static String oneLine(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }
}
