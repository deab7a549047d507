/** Real processes that are killed while they work: every requested action still happens exactly once. */
@NullMarked
package dev.nudge.reliability.harness;

import org.jspecify.annotations.NullMarked;
