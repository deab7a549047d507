package dev.nudge.api.console;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The console, and its registration at the identity provider.
 *
 * @param enabled whether the console is served, if it was built
 * @param clientId the id of the console, a public client without a secret
 * @param scope the scopes that the console requests, separated by spaces
 * @param connectTo origins, besides the issuer's, of endpoints of the identity provider
 */
@ConfigurationProperties("nudge.console")
record ConsoleProperties(@DefaultValue("true") boolean enabled, @Nullable String clientId,
        @DefaultValue("openid profile") String scope, @DefaultValue List<String> connectTo) {

    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s;,'\"]+");

    ConsoleProperties {
        for (String origin : connectTo) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("Expected origins such as https://login.example.com in"
                        + " nudge.console.connect-to but found \"" + origin + "\".");
            }
        }
    }
}
