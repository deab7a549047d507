/** What an automation would do about an event, and why, decided as the engine decides it and without any effect (R2). */
@NullMarked
package dev.nudge.api.simulation;

import org.jspecify.annotations.NullMarked;
