package dev.nudge.api.security;

import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** The token is verified but does not identify a caller; the message says what is missing. */
final class UnidentifiedCallerException extends InvalidBearerTokenException {

    UnidentifiedCallerException(String sentence) {
        super(sentence);
    }
}
