package dev.nudge.api.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** How people sign in to the console. A process that issues tokens itself provides a bean of this type. */
public sealed interface SignIn {

    /** The content of {@code GET /console-config.json}. */
    Map<String, String> toJson();

    /** As a user of the demo organization, with a token from {@code POST /dev/token}. */
    record Development() implements SignIn {

        @Override
        public Map<String, String> toJson() {
            return Map.of("signIn", "development");
        }
    }

    /** At an identity provider, with OpenID Connect's authorization code flow and PKCE. */
    record OpenIdConnect(String issuer, String clientId, String scope) implements SignIn {

        @Override
        public Map<String, String> toJson() {
            Map<String, String> json = new LinkedHashMap<>();
            json.put("signIn", "oidc");
            json.put("issuer", issuer);
            json.put("clientId", clientId);
            json.put("scope", scope);
            return json;
        }
    }

    /** Not possible, because the console has no client id at the identity provider. */
    record Unconfigured() implements SignIn {

        @Override
        public Map<String, String> toJson() {
            return Map.of("signIn", "unconfigured");
        }
    }
}
