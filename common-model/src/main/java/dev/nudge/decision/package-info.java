/** Decisions: pure functions that compute what an event or a due timer does to a lead's runs (S, C, D, R). */
@NullMarked
package dev.nudge.decision;

import org.jspecify.annotations.NullMarked;
