/** Conditions (K): parsing, evaluation, and the trace of each evaluation. */
@NullMarked
package dev.nudge.condition;

import org.jspecify.annotations.NullMarked;
