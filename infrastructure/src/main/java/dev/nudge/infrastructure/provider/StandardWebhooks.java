package dev.nudge.infrastructure.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies HTTP bodies as Standard Webhooks 1.0 describes: an HMAC-SHA256 over
 * {@code <id>.<timestamp>.<body>}, with keys written as {@code whsec_<base64>}. Each present key signs, and each of
 * them verifies, so that a key can be replaced without a moment in which one side refuses the other. Keys are read each
 * time they are used; values that are no keys are ignored. Thread-safe.
 */
public final class StandardWebhooks {

    public static final String ID_HEADER = "webhook-id";
    public static final String TIMESTAMP_HEADER = "webhook-timestamp";
    public static final String SIGNATURE_HEADER = "webhook-signature";
    /** How far the timestamp of a valid request may be from now, in both directions. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String SECRET_PREFIX = "whsec_";
    private static final String VERSION_PREFIX = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_TIMESTAMP_DIGITS = 12;

    private final Supplier<List<String>> secrets;

    /** @param secrets returns the present keys, {@code whsec_<base64>} */
    public StandardWebhooks(Supplier<List<String>> secrets) {
        this.secrets = secrets;
    }

    /**
     * The values of the three headers.
     *
     * @param timestamp in seconds since 1970
     * @param signature {@code v1,<base64>}, several of them separated by blanks
     */
    public record Headers(String id, String timestamp, String signature) {}

    /** Whether a request came from someone who has one of the keys, and recently. */
    public sealed interface Verification {

        /** @param id identifies the sender's message: a repeated request has the same */
        record Valid(String id, Instant timestamp) implements Verification {}

        record Invalid(Reason reason) implements Verification {}
    }

    /** Why a request is not valid. */
    public enum Reason {
        MISSING_HEADER("Expected the headers webhook-id, webhook-timestamp and webhook-signature."),
        MALFORMED_TIMESTAMP("Expected seconds since 1970 in webhook-timestamp."),
        TOO_OLD("webhook-timestamp is more than 5 minutes in the past."),
        TOO_NEW("webhook-timestamp is more than 5 minutes in the future."),
        NO_KEY("No valid key is configured."),
        NO_MATCH("No signature in webhook-signature matches the id, the timestamp and the body.");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** A sentence for the sender, without secrets. */
        public String text() {
            return text;
        }
    }

    /** Whether a text is a key of the recommended size: {@code whsec_} and the base64 of 24 to 64 bytes. */
    static boolean isRecommendedSecret(String text) {
        return key(text).map(key -> key.getEncoded().length).filter(length -> length >= 24 && length <= 64)
                .isPresent();
    }

    /**
     * Signs a body with each present key.
     *
     * @param id the same for each attempt to deliver the same message
     * @throws IllegalStateException if there is no key
     */
    public Headers sign(String id, Instant timestamp, byte[] body) {
        String seconds = Long.toString(timestamp.getEpochSecond());
        List<SecretKeySpec> keys = keys();
        if (keys.isEmpty()) {
            throw new IllegalStateException(Reason.NO_KEY.text());
        }
        String signatures = keys.stream().map(key -> VERSION_PREFIX + signature(key, id, seconds, body))
                .collect(Collectors.joining(" "));
        return new Headers(id, seconds, signatures);
    }

    /**
     * Verifies a body against its headers.
     *
     * @param id the header {@code webhook-id}, null without; likewise the others
     */
    public Verification verify(@Nullable String id, @Nullable String timestamp, @Nullable String signature,
            byte[] body, Instant now) {
        if (id == null || timestamp == null || signature == null || id.isBlank() || timestamp.isBlank()
                || signature.isBlank()) {
            return new Verification.Invalid(Reason.MISSING_HEADER);
        }
        if (timestamp.length() > MAX_TIMESTAMP_DIGITS || !timestamp.chars().allMatch(StandardWebhooks::isDigit)) {
            return new Verification.Invalid(Reason.MALFORMED_TIMESTAMP);
        }
        long seconds = Long.parseLong(timestamp);
        long age = now.getEpochSecond() - seconds;
        if (age > TOLERANCE.toSeconds()) {
            return new Verification.Invalid(Reason.TOO_OLD);
        }
        if (age < -TOLERANCE.toSeconds()) {
            return new Verification.Invalid(Reason.TOO_NEW);
        }
        List<SecretKeySpec> keys = keys();
        if (keys.isEmpty()) {
            return new Verification.Invalid(Reason.NO_KEY);
        }
        List<String> expected = keys.stream().map(key -> signature(key, id, timestamp, body)).toList();
        boolean matches = Arrays.stream(signature.split(" ")).filter(part -> part.startsWith(VERSION_PREFIX))
                .map(part -> part.substring(VERSION_PREFIX.length()))
                .anyMatch(part -> expected.stream().anyMatch(one -> equalInConstantTime(one, part)));
        return matches
                ? new Verification.Valid(id, Instant.ofEpochSecond(seconds))
                : new Verification.Invalid(Reason.NO_MATCH);
    }

    private List<SecretKeySpec> keys() {
        return secrets.get().stream().flatMap(secret -> key(secret).stream()).toList();
    }

    private static Optional<SecretKeySpec> key(String secret) {
        String trimmed = secret.strip();
        if (!trimmed.startsWith(SECRET_PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(trimmed.substring(SECRET_PREFIX.length()));
            return bytes.length == 0 ? Optional.empty() : Optional.of(new SecretKeySpec(bytes, ALGORITHM));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String signature(SecretKeySpec key, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected the Java runtime to provide " + ALGORITHM + ".", e);
        }
    }

    private static boolean equalInConstantTime(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(US_ASCII), given.getBytes(UTF_8));
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
