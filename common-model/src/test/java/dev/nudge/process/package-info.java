/** Processes that tests start, kill and start again. */
@NullMarked
package dev.nudge.process;

import org.jspecify.annotations.NullMarked;
