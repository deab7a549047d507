package dev.nudge.api.security;

import org.springframework.security.core.AuthenticationException;

/** The identity provider's keys can't be had, so that nobody knows whether a token is good. */
final class KeysAwayException extends AuthenticationException {

    KeysAwayException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
