/** {@code /api/messages}: messages, and retries of failed messages. */
@NullMarked
package dev.nudge.api.message;

import org.jspecify.annotations.NullMarked;
