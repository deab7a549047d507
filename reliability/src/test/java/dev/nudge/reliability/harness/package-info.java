/** Real processes, killed while they work: what they were asked to do is done once, by itself. */
@NullMarked
package dev.nudge.reliability.harness;

import org.jspecify.annotations.NullMarked;
