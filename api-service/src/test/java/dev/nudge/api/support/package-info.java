/** Shared test support: servers, clients, examples, and the description that responses are validated against. */
@NullMarked
package dev.nudge.api.support;

import org.jspecify.annotations.NullMarked;
