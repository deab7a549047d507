package dev.nudge.engine.provider;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes a password from a text, also in the forms in which a mail server may repeat it. */
final class CredentialMask {

    private final List<String> secrets;

    CredentialMask(@Nullable String username, @Nullable String password) {
        this.secrets = password == null || password.isEmpty()
                ? List.of()
                : List.of(base64("\0" + username + "\0" + password),
                        base64(username + "\0" + username + "\0" + password),
                        base64(password), password);
    }

    String applyTo(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
