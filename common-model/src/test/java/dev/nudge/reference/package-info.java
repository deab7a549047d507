/**
 * A second, simple implementation of version 2 of the contract, to compare the real one with. It shares no code with
 * it.
 */
@NullMarked
package dev.nudge.reference;

import org.jspecify.annotations.NullMarked;
