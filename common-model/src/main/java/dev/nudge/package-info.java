/** Nudge: lead events in, the right message out. */
@NullMarked
package dev.nudge;

import org.jspecify.annotations.NullMarked;
