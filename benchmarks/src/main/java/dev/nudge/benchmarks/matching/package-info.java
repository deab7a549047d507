/** Which automations an event matches: the same definitions and events for Nudge and for rule libraries. */
@NullMarked
package dev.nudge.benchmarks.matching;

import org.jspecify.annotations.NullMarked;
