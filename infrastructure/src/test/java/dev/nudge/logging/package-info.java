/** Tests of the log. */
@NullMarked
package dev.nudge.logging;

import org.jspecify.annotations.NullMarked;
