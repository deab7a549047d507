/** Placeholder of the first build. */
@NullMarked
package dev.nudge.standalone;

import org.jspecify.annotations.NullMarked;
