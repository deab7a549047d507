/** Publishes what was written, from the markers in the documents, until the broker has it. */
@NullMarked
package dev.nudge.api.relay;

import org.jspecify.annotations.NullMarked;
