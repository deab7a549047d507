/** Timeouts of tests and their adjustment to slow machines. */
@NullMarked
package dev.nudge.patience;

import org.jspecify.annotations.NullMarked;
