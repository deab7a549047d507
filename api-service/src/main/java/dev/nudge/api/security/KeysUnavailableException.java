package dev.nudge.api.security;

import org.springframework.security.core.AuthenticationException;

/** The identity provider's keys can't be had, so that nobody knows whether a token is good. */
final class KeysUnavailableException extends AuthenticationException {

    KeysUnavailableException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
