package dev.nudge.reference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Ids as pure functions of their parts (F3, R1). */
final class Digests {
    private Digests() {}

    /** 32 lower-case hexadecimal digits. */
    static String of(List<?> parts) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(String.valueOf(part).length()).append(':').append(part));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 32);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Expected every JDK to have SHA-256 but it has not", missing);
        }
    }
}
