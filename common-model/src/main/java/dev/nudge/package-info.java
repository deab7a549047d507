/** Nudge's limits and topic names. */
@NullMarked
package dev.nudge;

import org.jspecify.annotations.NullMarked;
