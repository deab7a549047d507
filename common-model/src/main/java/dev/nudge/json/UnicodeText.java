package dev.nudge.json;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Comparisons of texts as Unicode defines them, whatever the locale (K2). */
public final class UnicodeText {

    private static final char LAST_ASCII = 0x7F;

    private UnicodeText() {}

    /** Whether the character has Unicode's property {@code White_Space}. */
    public static boolean isWhiteSpace(int character) {
        return switch (character) {
            case ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> character >= '\t' && character <= '\r' || character >= 0x2000 && character <= 0x200A;
        };
    }

    /** Whether the text has ASCII characters only; for most texts the rules of Unicode then need not be looked up. */
    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_ASCII) {
                return false;
            }
        }
        return true;
    }

    public static boolean isAsciiLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** Whether the character has no visible form and is no white space, such as those that copied numbers bring. */
    public static boolean isInvisible(int character) {
        if (character < LAST_ASCII) { // which is a control character
            return character < ' ' && !isWhiteSpace(character);
        }
        int type = Character.getType(character);
        return type == Character.FORMAT || type == Character.CONTROL && !isWhiteSpace(character)
                || UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    /** Whether the text is null or consists of white space only. */
    public static boolean isBlank(@Nullable String text) {
        return text == null || firstVisible(text) == text.length();
    }

    /** The text without white space at its ends. */
    public static String trim(String text) {
        int from = firstVisible(text);
        int to = text.length();
        while (to > from && isWhiteSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static int firstVisible(String text) {
        int at = 0;
        while (at < text.length() && isWhiteSpace(text.charAt(at))) { // all of them are in the basic plane
            at++;
        }
        return at;
    }

    /** The text without white space at its ends, and with one space for each sequence of white space in it. */
    public static String joinBlanks(String text) {
        return isJoined(text) ? text : joined(text);
    }

    private static boolean isJoined(String text) {
        boolean isAfterBlank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isBlank = isWhiteSpace(c);
            if (isBlank && (isAfterBlank || c != ' ')) {
                return false;
            }
            isAfterBlank = isBlank;
        }
        return text.isEmpty() || !isAfterBlank;
    }

    private static String joined(String text) {
        StringBuilder joined = new StringBuilder(text.length());
        boolean isPending = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isWhiteSpace(c)) {
                isPending = !joined.isEmpty();
            } else {
                if (isPending) {
                    joined.append(' ');
                    isPending = false;
                }
                joined.append(c);
            }
        }
        return joined.toString();
    }

    /**
     * The form in which statuses are compared (E4): texts that differ only in case, in white space at their ends or
     * between words, or in Unicode form have the same one.
     */
    public static String canonical(String text) {
        return foldCase(joinBlanks(normalized(text, Normalizer.Form.NFC)));
    }

    /** The text in a Unicode form; ASCII has the same one in all of them. */
    public static String normalized(String text, Normalizer.Form form) {
        return isAscii(text) ? text : Normalizer.normalize(text, form);
    }

    /** Unicode's default case folding: texts that differ only in case have the same result. */
    public static String foldCase(String text) {
        return isAscii(text) ? text.toLowerCase(Locale.ROOT) : UCharacter.foldCase(text, true);
    }
}
