/**
 * Two organizations that share an engine and an API: one with moderate load, and one that uses all its limits allow.
 */
@NullMarked
package dev.nudge.benchmarks.neighbour;

import org.jspecify.annotations.NullMarked;
