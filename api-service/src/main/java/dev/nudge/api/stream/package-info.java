/** {@code /api/stream}: new decisions, states of messages and numbers, as server-sent events. */
@NullMarked
package dev.nudge.api.stream;

import org.jspecify.annotations.NullMarked;
