/** Decisions are kept for those who ask why, dead letters for those who mend them. */
@NullMarked
package dev.nudge.engine.history;

import org.jspecify.annotations.NullMarked;
