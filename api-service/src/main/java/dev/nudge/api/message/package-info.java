/** {@code /api/messages}: what was sent, and retries of what could not be sent. */
@NullMarked
package dev.nudge.api.message;

import org.jspecify.annotations.NullMarked;
