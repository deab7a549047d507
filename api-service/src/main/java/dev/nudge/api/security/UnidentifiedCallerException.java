package dev.nudge.api.security;

import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** The token is genuine, but doesn't say who calls in a way that Nudge understands; the message says what it lacks. */
final class UnidentifiedCallerException extends InvalidBearerTokenException {

    UnidentifiedCallerException(String sentence) {
        super(sentence);
    }
}
