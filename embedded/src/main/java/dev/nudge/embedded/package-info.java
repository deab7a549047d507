/** Placeholder of the first build. */
@NullMarked
package dev.nudge.embedded;

import org.jspecify.annotations.NullMarked;
