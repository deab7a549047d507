package dev.nudge.condition;

/** Substring search in time that is linear in the length of the searched text (Knuth, Morris and Pratt). */
final class Needle {

    private final String text;
    /** For each prefix of the text, the length of its longest proper prefix that is also a suffix. */
    private final int[] borders;

    Needle(String text) {
        this.text = text;
        this.borders = new int[text.length()];
        for (int at = 1, border = 0; at < text.length(); at++) {
            border = extended(border, text.charAt(at));
            borders[at] = border;
        }
    }

    String text() {
        return text;
    }

    boolean isIn(String haystack) {
        int found = 0;
        for (int at = 0; at < haystack.length() && found < text.length(); at++) {
            found = extended(found, haystack.charAt(at));
        }
        return found == text.length();
    }

    private int extended(int matched, char next) {
        int length = matched;
        while (length > 0 && text.charAt(length) != next) {
            length = borders[length - 1];
        }
        return text.charAt(length) == next ? length + 1 : length;
    }
}
