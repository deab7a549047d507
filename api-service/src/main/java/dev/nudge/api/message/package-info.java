/** {@code /api/messages}: messages, retries and resolutions; and test messages. */
@NullMarked
package dev.nudge.api.message;

import org.jspecify.annotations.NullMarked;
