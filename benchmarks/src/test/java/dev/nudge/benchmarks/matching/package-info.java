/** The libraries that are compared find the same automations. */
@NullMarked
package dev.nudge.benchmarks.matching;

import org.jspecify.annotations.NullMarked;
