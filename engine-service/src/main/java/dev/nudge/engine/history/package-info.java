/** Stored decisions, their numbers, and stored events, which explain what the engine did; and stored dead letters. */
@NullMarked
package dev.nudge.engine.history;

import org.jspecify.annotations.NullMarked;
