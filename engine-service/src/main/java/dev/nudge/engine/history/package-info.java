/** Decisions are kept for those who ask why. */
@NullMarked
package dev.nudge.engine.history;

import org.jspecify.annotations.NullMarked;
