/** Simulates an automation's decisions and their reasons, with the engine's code and without side effects (R2). */
@NullMarked
package dev.nudge.api.simulation;

import org.jspecify.annotations.NullMarked;
