package dev.nudge.infrastructure.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies what Twilio sends: the header {@value #HEADER} is the base64 of an HMAC-SHA1, keyed with the account's auth
 * token, over the URL as Twilio knows it and the form's parameters in the order of their names.
 */
public final class TwilioSignature {

    public static final String HEADER = "X-Twilio-Signature";

    private static final String ALGORITHM = "HmacSHA1";
    /** Scheme; user information and host; port; the rest. */
    private static final Pattern URL = Pattern
            .compile("(?<scheme>https?)://(?<host>\\[[^\\]/?#]*\\]|[^:/?#]*)(?<port>:\\d+)?(?<rest>[/?#].*)?");

    private TwilioSignature() {}

    /**
     * Whether the signature is that of the request. Twilio signs the URL with its port or without it, whichever way it
     * was configured.
     *
     * @param url the public URL, with the query as it was sent
     * @param form the values of each parameter of the body
     */
    public static boolean isValid(String authToken, String url, Map<String, List<String>> form, String signature) {
        byte[] given = signature.getBytes(StandardCharsets.UTF_8);
        return spellings(url).anyMatch(spelling -> MessageDigest
                .isEqual(of(authToken, spelling, form).getBytes(StandardCharsets.US_ASCII), given));
    }

    /** The signature of a request to exactly this URL. */
    public static String of(String authToken, String url, Map<String, List<String>> form) {
        StringBuilder signed = new StringBuilder(url);
        new TreeMap<>(form).forEach((name, values) -> new TreeSet<>(values)
                .forEach(value -> signed.append(name).append(value)));
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected the Java runtime to provide " + ALGORITHM + ".", e);
        }
    }

    private static Stream<String> spellings(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Stream.of(url);
        }
        String scheme = parts.group("scheme");
        String host = scheme + "://" + parts.group("host");
        String rest = parts.group("rest") == null ? "" : parts.group("rest");
        String port = parts.group("port") == null ? scheme.equals("https") ? ":443" : ":80" : parts.group("port");
        return Stream.of(host + rest, host + port + rest);
    }
}
