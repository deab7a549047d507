package dev.nudge.infrastructure.logging;

/**
 * Text as it may stand in a line of the log. Characters that end a line, control a terminal, change the direction of
 * text or are invisible are written as Java writes them in a literal, so that no text can look like another line or
 * hide a part of its own.
 */
final class LogText {

    private LogText() {}

    static String encode(String text) {
        int length = text.length();
        int i = 0;
        while (i < length && isPlain(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i == length ? text : encode(text, i);
    }

    private static String encode(String text, int from) {
        StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, from);
        text.substring(from).codePoints().forEach(codePoint -> {
            if (isPlain(codePoint)) {
                encoded.appendCodePoint(codePoint);
            } else {
                append(encoded, codePoint);
            }
        });
        return encoded.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static void append(StringBuilder encoded, int codePoint) {
        switch (codePoint) {
            case '\n' -> encoded.append("\\n");
            case '\r' -> encoded.append("\\r");
            case '\t' -> encoded.append("\\t");
            default -> {
                for (char unit : Character.toChars(codePoint)) {
                    encoded.append("\\u%04x".formatted((int) unit));
                }
            }
        }
    }
}
