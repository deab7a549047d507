/** The engine's own code over a simulated log, store and clock: one seed is one history, faults included. */
@NullMarked
package dev.nudge.reliability.simulation;

import org.jspecify.annotations.NullMarked;
