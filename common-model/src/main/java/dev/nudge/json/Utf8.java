package dev.nudge.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A strict UTF-8 decoder: overlong forms, encoded surrogates, truncated sequences and other encodings are refused. A
 * byte order mark at the start, which some producers on Windows write, is skipped.
 */
final class Utf8 {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** Matches the first bytes of a text in hexadecimal digits. */
    private static final Pattern UTF_32 = Pattern.compile("fffe0000.*|0000feff.*|(000000(?!00)..)+|((?!00)..000000)+");
    private static final Pattern UTF_16 = Pattern.compile("fffe.*|feff.*|(00(?!00)..)+|((?!00)..00)+");

    /** How many bytes tell the encoding. */
    private static final int START = 8;

    private Utf8() {}

    static Reading<CharBuffer> decode(byte[] bytes) {
        Optional<String> other = otherEncoding(bytes);
        if (other.isPresent()) {
            return refused("Expected JSON in UTF-8 but found what looks like " + other.get() + ".");
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            return refused("Expected JSON in UTF-8 but found a byte that is not valid UTF-8 at " + endOf(text) + ".");
        }
        if (text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK) {
            text.get();
        }
        return new Reading.Understood<>(text);
    }

    /** Decodes the bytes and replaces invalid sequences, to read as much as possible. */
    static String lenient(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static Reading<CharBuffer> refused(String sentence) {
        return Reading.refused("", Violation.FORMAT, sentence);
    }

    private static String endOf(CharBuffer text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return "line " + line + ", column " + column;
    }

    /**
     * Detects another encoding by a byte order mark or by zero bytes among the first characters; JSON in UTF-8 has
     * neither.
     */
    static Optional<String> otherEncoding(byte[] bytes) {
        if (startsLikeUtf8(bytes)) {
            return Optional.empty();
        }
        String start = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, START));
        if (UTF_32.matcher(start).matches()) {
            return Optional.of("UTF-32");
        }
        return UTF_16.matcher(start).matches() ? Optional.of("UTF-16") : Optional.empty();
    }

    /** Whether there is neither a zero byte nor the byte order mark of another encoding at the start. */
    private static boolean startsLikeUtf8(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, START); i++) {
            if (bytes[i] == 0 || bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }
}
