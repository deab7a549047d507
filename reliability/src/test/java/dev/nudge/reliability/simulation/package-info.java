/** The engine's code on a simulated log, database and clock. A seed determines a history, including its faults. */
@NullMarked
package dev.nudge.reliability.simulation;

import org.jspecify.annotations.NullMarked;
