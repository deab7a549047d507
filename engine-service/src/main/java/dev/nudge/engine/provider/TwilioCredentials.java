package dev.nudge.engine.provider;

import dev.nudge.infrastructure.provider.ProviderSettings;
import dev.nudge.infrastructure.provider.Secret;
import dev.nudge.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The credentials of one request. An API key takes precedence over the auth token, which also verifies callbacks. */
final class TwilioCredentials {

    private static final int MAX_TEXT_LENGTH = 500;
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private final String basic;
    private final List<String> secrets;

    private TwilioCredentials(String user, String password) {
        this.basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.secrets = List.of(basic, password);
    }

    /** Reads the present values. */
    static TwilioCredentials read(ProviderSettings.Twilio settings) {
        @Nullable
        Secret apiKeySecret = settings.apiKeySecret();
        if (settings.apiKeySid() != null && apiKeySecret != null) {
            return new TwilioCredentials(settings.apiKeySid(), apiKeySecret.value());
        }
        Secret authToken = Objects.requireNonNull(settings.authToken(), "Expected an auth token or an API key.");
        return new TwilioCredentials(settings.accountSid(), authToken.value());
    }

    /** The value of the header {@code Authorization}. */
    String authorization() {
        return "Basic " + basic;
    }

    /** A text from outside, without these credentials and control characters, of at most 500 characters. */
    String redact(String text) {
        String redacted = CONTROL_CHARACTERS.matcher(text).replaceAll("");
        for (String secret : secrets) {
            redacted = redacted.replace(secret, "***");
        }
        return Json.cut(redacted, MAX_TEXT_LENGTH);
    }

    @Override
    public String toString() {
        return "***";
    }
}
