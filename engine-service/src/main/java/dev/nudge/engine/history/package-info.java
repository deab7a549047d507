/** Stored decisions, which explain what the engine did, and stored dead letters, which can be replayed. */
@NullMarked
package dev.nudge.engine.history;

import org.jspecify.annotations.NullMarked;
