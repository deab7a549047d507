package dev.nudge.api.security;

import org.springframework.security.core.AuthenticationException;

/** The identity provider's keys are unavailable, so that the token cannot be verified. */
final class KeysUnavailableException extends AuthenticationException {

    KeysUnavailableException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
