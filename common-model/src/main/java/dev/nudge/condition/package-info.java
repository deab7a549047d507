/** Conditions (K): reading them, judging them, and the trace that says why. */
@NullMarked
package dev.nudge.condition;

import org.jspecify.annotations.NullMarked;
